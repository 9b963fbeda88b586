package bzh.vigie.collector.detect.sigma;

/** A small thing that a record has or has not, and that can be looked up in an index. */
sealed interface Atom {
    /** The name of the field; empty for any field. */
    String field();

    /** The record has the field. */
    record Present(String field) implements Atom {}

    /**
     * A value of the field has these characters.
     *
     * @param text folded ({@link Folding}); {@link #BEGIN} before it and {@link #END} after it where they stand at an end of the value
     */
    record Literal(String field, String text) implements Atom {
        static final char BEGIN = '\ufffe';
        static final char END = '\uffff';

        static Literal of(String field, String text, boolean begin, boolean end) {
            return new Literal(field, (begin ? BEGIN : "") + Folding.of(text) + (end ? END : ""));
        }
    }
}
