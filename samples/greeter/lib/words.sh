# How to say hello, by language.
hello() {
    case $1 in
    en) echo "Hello" ;;
    de) echo "Hallo" ;;
    *) echo "greet: no word for '$1'" >&2 && return 1 ;;
    esac
}
