package bzh.vigie.agent.host.sqlite;

/** A value of a row as it was stored. */
public sealed interface Value {
    /** No value; also that of a column {@code INTEGER PRIMARY KEY}, which is the row's id instead. */
    record Null() implements Value {}

    /** A number without a fraction. */
    record Whole(long number) implements Value {}

    /** A floating-point number. */
    record Real(double number) implements Value {}

    /** Text; what is no text of the database's encoding stands as replacement characters. */
    record Text(String text) implements Value {}

    /** Bytes, which belong to the caller. */
    final class Blob implements Value {
        private final byte[] bytes;

        Blob(byte[] bytes) {
            this.bytes = bytes;
        }

        public byte[] bytes() {
            return bytes;
        }
    }
}
