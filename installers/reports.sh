# What the reports of a test run say; sourced by ./vigie. A report names a test in one line and the reason that it was skipped for in the
# text below (surefire 3.5).

# How many tests were skipped since other people's material is absent, below this top: each of them says what to set.
skipped_for_material() {
    { cat "$1"/*/target/surefire-reports/TEST-*.xml 2>/dev/null || true; } | awk '
        /<skipped/ { open = 1 }
        open && /set -Dvigie\.(corpora|runtimes)/ { tests++; open = 0 }
        /<\/testcase>/ { open = 0 }
        END { print tests + 0 }'
}

# Names each red test, where several modules at once have scattered them over thousands of lines.
red_tests() {
    local report
    for report in "$1"/*/target/surefire-reports/TEST-*.xml; do
        [ -f "$report" ] || continue
        awk -v class="$(basename "$report" .xml)" '
            /<testcase / { match($0, / name="[^"]*"/); test = substr($0, RSTART + 7, RLENGTH - 8) }
            /<(failure|error)[ >]/ { printf "vigie: red: %s.%s: %s\n", substr(class, 6), test, substr($0, 1, 600) }' "$report"
    done
}
