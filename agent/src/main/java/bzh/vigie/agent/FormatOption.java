package bzh.vigie.agent;

import picocli.CommandLine.Option;

/** {@code --format}: whether a command's output is for people or for programs. */
final class FormatOption {
    private enum Format {
        text,
        jsonl
    }

    @Option(names = "--format", paramLabel = "text|jsonl", descriptionKey = "usage.format")
    private Format format = Format.text;

    /** Whether one JSON object a line is asked for. */
    boolean isLines() {
        return format == Format.jsonl;
    }
}
