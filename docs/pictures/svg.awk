# Terminal frames with SGR colours, parted by form feeds, to one SVG; several frames are shown one after the other, the
# last one longest. Run with LC_ALL=C: characters are counted by their bytes.
function colour(code) {
    if (code == "" || code == 0) class = ""
    else if (code == 1) class = class " b"
    else if (code == 2) class = class " d"
    else if (code == 22) gsub(/ [bd]/, "", class)
    else if (code >= 31 && code <= 36) { gsub(/ c[0-9]/, "", class); class = class " c" (code - 30) }
    else if (code == 39) gsub(/ c[0-9]/, "", class)
}
function escape(text) {
    gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); gsub(/>/, "\\&gt;", text)
    return text
}
function width(text) { gsub(/[\200-\277]/, "", text); return length(text) }
function span(text) {
    if (text == "") return ""
    plain = plain text
    return class == "" ? escape(text) : "<tspan class=\"" substr(class, 2) "\">" escape(text) "</tspan>"
}
function line(text,    out, codes, n, i) {
    out = ""; plain = ""
    while (match(text, /\033\[[0-9;]*m/)) {
        out = out span(substr(text, 1, RSTART - 1))
        n = split(substr(text, RSTART + 2, RLENGTH - 3), codes, ";")
        if (n == 0) colour(0)
        for (i = 1; i <= n; i++) colour(codes[i])
        text = substr(text, RSTART + RLENGTH)
    }
    out = out span(text)
    if (plain ~ /^ *$/) return ""
    return sprintf("<text x=\"16\" y=\"%d\" textLength=\"%d\">%s</text>\n", 44 + row * 19, width(plain) * 8.4, out)
}
BEGIN { frame = 1 }
/^\f/ { frame++; row = 0; class = ""; next }
{
    text = line($0)
    body[frame] = body[frame] text
    if (text != "" && row > last) last = row
    row++
}
END {
    # Equal neighbours are one frame that stands longer.
    count = 0
    for (i = 1; i <= frame; i++)
        if (body[i] != "" && body[i] != shown[count]) { shown[++count] = body[i]; stands[count] = 1 }
        else if (count > 0) stands[count]++
    stands[count] += 20
    for (i = 1; i <= count; i++) total += stands[i]
    w = columns * 8.4 + 32; h = 44 + last * 19 + 20; seconds = total * 0.3
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" font-size=\"14\">\n", w, h, w
    print "<style>text{font-family:ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;fill:#d4d8e0;white-space:pre}"
    print ".b{font-weight:700}.d{opacity:.55}.c1{fill:#f07178}.c2{fill:#a5d66f}.c3{fill:#f0c674}.c4{fill:#7aa6f5}.c6{fill:#6fd0d8}"
    printf "g{visibility:hidden;animation:%.1fs step-end infinite}\n", seconds
    at = 0
    for (i = 1; i <= count; i++) {
        from = at * 100 / total; at += stands[i]; to = at * 100 / total
        printf "#f%d{animation-name:a%d}@keyframes a%d{0%%{visibility:%s}%.2f%%{visibility:visible}%s}\n", i, i, i,
            (i == 1 ? "visible" : "hidden"), from, (i == count ? "" : sprintf("%.2f%%{visibility:hidden}", to))
    }
    # Where nothing moves (a printed page, a reader's wish) the end is shown.
    printf "@media (prefers-reduced-motion:reduce){g{animation:none}#f%d{visibility:visible}}\n", count
    print "</style>"
    printf "<rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#1b1e27\"/>\n", w, h
    print "<circle cx=\"20\" cy=\"16\" r=\"5\" fill=\"#f07178\"/><circle cx=\"38\" cy=\"16\" r=\"5\" fill=\"#f0c674\"/><circle cx=\"56\" cy=\"16\" r=\"5\" fill=\"#a5d66f\"/>"
    for (i = 1; i <= count; i++) printf "<g id=\"f%d\" xml:space=\"preserve\">\n%s</g>\n", i, shown[i]
    print "</svg>"
}
