package bzh.vigie.collector.detect.sigma;

import java.util.List;
import java.util.Map;

/** A value of a YAML document with the line, from 1, where it begins. Scalars stay text: Sigma compares text. */
sealed interface Yaml {
    int line();

    /** A scalar; {@code quoted} where it was written in quotes or as a block. */
    record Text(String text, boolean quoted, int line) implements Yaml {}

    /** {@code null}, {@code ~} or nothing, unquoted. */
    record Nothing(int line) implements Yaml {}

    /** A list. */
    record Sequence(List<Yaml> items, int line) implements Yaml {}

    /** A map in the order of the file; a key stands once. */
    record Mapping(Map<String, Yaml> entries, int line) implements Yaml {}
}
