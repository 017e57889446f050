/* The agent of the benchmarks: speaks Claude Code's stream-json, does what its prompt says, and stamps what it writes.
 * In C, so that its own start (about a millisecond) does not hide what is measured.
 *
 * Words in the prompt, done in their order:
 *   RATE=n   lines a second from here on; 0 (as at the start) is as fast as they can be written
 *   LINES=n  says so many lines "line I ts=T", T being the wall clock in nanoseconds just before the line is written
 *   SLEEP=n  waits so many milliseconds
 *   QUIT     ends by itself after the turn; without it, the agent waits for the end of its input, as the real one does */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char input[1 << 20];
static size_t held;
static int ended;
static char output[1 << 16];
static size_t waiting;
static char session[64] = "00000000-0000-4000-8000-000000000000";
static long spoken;

static long long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* The first thing: when, who, where. One write, so that lines of many agents do not mix. */
static void stamp(void) {
    long long at = now();
    const char *path = getenv("BENCH_STAMPS");
    char line[4400], here[4096];
    if (!path || !getcwd(here, sizeof here)) return;
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file < 0) return;
    int length = snprintf(line, sizeof line, "%lld %d %s\n", at, getpid(), here);
    if (write(file, line, length) != length) _exit(3);
    close(file);
}

static void flush(void) {
    for (size_t done = 0; done < waiting;) {
        ssize_t n = write(1, output + done, waiting - done);
        if (n <= 0) _exit(4);
        done += n;
    }
    waiting = 0;
}

static void say(const char *text, size_t length, int at_once) {
    if (waiting + length > sizeof output) flush();
    memcpy(output + waiting, text, length);
    waiting += length;
    if (at_once) flush();
}

/* Copies the text value of a key; 1 when it is there. */
static int value(const char *line, const char *key, char *to, size_t size) {
    char named[64];
    snprintf(named, sizeof named, "\"%s\":\"", key);
    const char *from = strstr(line, named);
    if (!from) return 0;
    from += strlen(named);
    const char *end = strchr(from, '"');
    if (!end || (size_t)(end - from) >= size) return 0;
    memcpy(to, from, end - from);
    to[end - from] = 0;
    return 1;
}

static void answer(const char *line) {
    char id[128], text[512];
    if (!value(line, "request_id", id, sizeof id)) return;
    int length = snprintf(text, sizeof text,
        "{\"type\":\"control_response\",\"response\":{\"subtype\":\"success\",\"request_id\":\"%s\",\"response\":{}}}\n", id);
    say(text, length, 1);
}

static void result(int aborted) {
    char text[512];
    int length = snprintf(text, sizeof text,
        "{\"type\":\"result\",\"subtype\":\"%s\",\"is_error\":%s,\"terminal_reason\":\"%s\",\"duration_ms\":10,\"num_turns\":1,"
        "\"result\":\"done\",\"session_id\":\"%s\",\"total_cost_usd\":0.01,\"usage\":{\"input_tokens\":10,\"output_tokens\":5}}\n",
        aborted ? "error_during_execution" : "success", aborted ? "true" : "false",
        aborted ? "aborted_streaming" : "completed", session);
    say(text, length, 1);
}

/* One line of the input without its newline; 0 when none is whole yet. The buffer is used again by the next call. */
static char taken[1 << 20];
static int take(void) {
    char *end = memchr(input, '\n', held);
    if (!end) return 0;
    size_t length = end - input;
    memcpy(taken, input, length);
    taken[length] = 0;
    held -= length + 1;
    memmove(input, end + 1, held);
    return 1;
}

static void fill(void) {
    ssize_t n = held < sizeof input ? read(0, input + held, sizeof input - held) : 0;
    if (n <= 0) ended = 1;
    else held += n;
}

/* Waits until a point in time and hears what is said meanwhile; 1 when the turn was interrupted. */
static int wait_until(long long until) {
    for (;;) {
        long long left = until - now();
        if (left <= 0) return 0;
        struct timespec time = {left / 1000000000, left % 1000000000};
        struct pollfd in = {ended ? -1 : 0, POLLIN, 0};
        if (ppoll(&in, 1, &time, NULL) <= 0) continue;
        fill();
        while (take()) {
            if (!strstr(taken, "\"control_request\"")) continue;
            answer(taken);
            if (strstr(taken, "\"interrupt\"")) return 1;
        }
    }
}

static int lines(long count, double rate) {
    char text[640];
    long long start = now();
    for (long i = 0; i < count; i++, spoken++) {
        if (rate > 0 && wait_until(start + (long long)(i * 1e9 / rate))) return 1;
        int length = snprintf(text, sizeof text,
            "{\"type\":\"assistant\",\"message\":{\"id\":\"msg_%d_%ld\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"bench-1\","
            "\"content\":[{\"type\":\"text\",\"text\":\"line %ld ts=%lld\"}],\"stop_reason\":null,"
            "\"usage\":{\"input_tokens\":1,\"output_tokens\":1}},\"session_id\":\"%s\"}\n",
            getpid(), spoken, spoken, now(), session);
        say(text, length, rate > 0);
    }
    flush();
    return 0;
}

static void begin(void) {
    char text[4800], here[4096];
    if (!getcwd(here, sizeof here)) strcpy(here, "/");
    int length = snprintf(text, sizeof text,
        "{\"type\":\"system\",\"subtype\":\"init\",\"session_id\":\"%s\",\"cwd\":\"%s\",\"tools\":[\"Bash\"],\"mcp_servers\":[],"
        "\"model\":\"bench-1\",\"permissionMode\":\"default\",\"apiKeySource\":\"none\"}\n", session, here);
    say(text, length, 1);
}

/* 1 when the agent is to end by itself. */
static int turn(char *script) {
    double rate = 0;
    int quits = 0, aborted = 0;
    begin();
    for (char *word = script; *word && !aborted; word++) {
        if (!strncmp(word, "RATE=", 5)) rate = atof(word + 5);
        else if (!strncmp(word, "LINES=", 6)) aborted = lines(atol(word + 6), rate);
        else if (!strncmp(word, "SLEEP=", 6)) aborted = wait_until(now() + atol(word + 6) * 1000000LL);
        else if (!strncmp(word, "QUIT", 4)) quits = 1;
    }
    result(aborted);
    return quits && !aborted;
}

int main(int count, char **arguments) {
    stamp();
    for (int i = 1; i + 1 < count; i++)
        if (!strcmp(arguments[i], "--session-id") || !strcmp(arguments[i], "--resume"))
            snprintf(session, sizeof session, "%s", arguments[i + 1]);
    while (!ended) {
        fill();
        while (take()) {
            if (strstr(taken, "\"control_request\"")) answer(taken);
            else if (strstr(taken, "\"type\":\"user\"")) {
                char *script = strdup(taken);
                int quits = turn(script);
                free(script);
                if (quits) return 0;
            }
        }
    }
    return 0;
}
