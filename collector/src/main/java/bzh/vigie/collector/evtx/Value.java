package bzh.vigie.collector.evtx;

/** A value in an event: text of a template, or what a record fills in, which is turned to text only when asked for. */
sealed interface Value {
    /** As Windows writes it into the XML of the event. */
    String text();

    /** Bytes that it weighs, for the bound on what a record may grow to. */
    int size();

    /** Text that stands in a template. */
    record Literal(String text) implements Value {
        @Override
        public int size() {
            return 2 * text.length();
        }
    }

    /** Bytes of a record, of a type of {@link Type}. */
    final class Stored implements Value {
        private final byte[] bytes;
        private final int at;
        private final int size;
        private final int type;

        Stored(byte[] bytes, int at, int size, int type) {
            this.bytes = bytes;
            this.at = at;
            this.size = size;
            this.type = type;
        }

        byte[] bytes() {
            return bytes;
        }

        int at() {
            return at;
        }

        @Override
        public int size() {
            return size;
        }

        int type() {
            return type;
        }

        @Override
        public String text() {
            return ValueText.of(this);
        }
    }
}
