package bzh.vigie.agent.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * A value of a registry key.
 *
 * @param name counted UTF-16, so that it may hold a NUL or half of a pair; empty for the key's default value
 */
public record RegistryValue(String name, Data data) {
    /** What a value holds, by the type that the registry gives it ([MS-RRP] 2.2.9, winnt.h). */
    public sealed interface Data {
        /** What these bytes hold, said to be of that type; raw where they do not fit it. Total. */
        static Data of(int type, byte[] bytes) {
            ByteBuffer little = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            return switch (type) {
                case 1, 2 -> new Text(upToNul(HostText.units(bytes)), type == 2);
                case 4 -> bytes.length == 4 ? new Numeric(little.getInt() & 0xffff_ffffL) : new Raw(type, bytes);
                case 5 ->
                    bytes.length == 4
                            ? new Numeric(little.order(ByteOrder.BIG_ENDIAN).getInt() & 0xffff_ffffL)
                            : new Raw(type, bytes);
                case 6 -> new Link(upToNul(HostText.units(bytes)));
                case 7 ->
                    new Texts(Arrays.stream(HostText.units(bytes).split("\0", 4_096))
                            .filter(text -> !text.isEmpty())
                            .toList());
                case 11 -> bytes.length == 8 ? new Numeric(little.getLong()) : new Raw(type, bytes);
                default -> new Raw(type, bytes);
            };
        }

        private static String upToNul(String text) {
            int end = text.indexOf('\0');
            return end < 0 ? text : text.substring(0, end);
        }

        /**
         * REG_SZ or REG_EXPAND_SZ, up to its first NUL.
         *
         * @param expands names of variables in it stand for what they hold
         */
        record Text(String text, boolean expands) implements Data {}

        /** REG_DWORD, REG_DWORD_BIG_ENDIAN or REG_QWORD. */
        record Numeric(long value) implements Data {}

        /** REG_MULTI_SZ without its empty end. */
        record Texts(List<String> texts) implements Data {
            public Texts {
                texts = List.copyOf(texts);
            }
        }

        /** REG_LINK: the key that stands here instead, as the kernel names it. */
        record Link(String target) implements Data {}

        /** REG_BINARY, any other type, or data that its type does not fit. Equal where type and bytes are. */
        final class Raw implements Data {
            private final int type;
            private final byte[] bytes;

            /** Takes the bytes over. */
            public Raw(int type, byte[] bytes) {
                this.type = type;
                this.bytes = bytes;
            }

            /** The type as the registry numbers it. */
            public int type() {
                return type;
            }

            /** Its bytes, a copy. */
            public byte[] bytes() {
                return bytes.clone();
            }

            @Override
            public boolean equals(Object other) {
                return other instanceof Raw raw && raw.type == type && Arrays.equals(raw.bytes, bytes);
            }

            @Override
            public int hashCode() {
                return 31 * type + Arrays.hashCode(bytes);
            }

            @Override
            public String toString() {
                return "Raw[" + type + ", " + bytes.length + " bytes]";
            }
        }
    }
}
