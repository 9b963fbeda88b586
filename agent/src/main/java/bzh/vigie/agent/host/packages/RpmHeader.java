package bzh.vigie.agent.host.packages;

import bzh.vigie.agent.host.Capabilities;
import bzh.vigie.agent.host.Packages.Algorithm;
import bzh.vigie.agent.host.Packages.Checksum;
import bzh.vigie.agent.host.Packages.Packaged;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A package as rpm's database holds it, a header without its magic number (rpm's format of headers). All numbers big-endian;
 * whatever the bytes are, no call throws.
 *
 * <pre>
 * entries    u32   how many index entries
 * bytes      u32   of data
 * index      for each 16 bytes: tag u32, type u32, offset into the data u32, count u32
 * data       strings end in NUL; an array of strings is so many of them
 * </pre>
 */
final class RpmHeader {
    private static final int NAME = 1000;
    private static final int FILE_MODES = 1030;
    private static final int FILE_DIGESTS = 1035;
    private static final int DIRECTORY_OF_FILE = 1116;
    private static final int BASE_NAMES = 1117;
    private static final int DIRECTORIES = 1118;
    private static final int FILE_CAPABILITIES = 5010;
    private static final int DIGEST_ALGORITHM = 5011;
    private static final int MAX_ENTRIES = 65_536;
    private static final int MAX_FILES = 1_000_000;
    private static final int MAX_PATH = 8_192;
    private static final int S_IFMT = 0170000;
    private static final int S_IFREG = 0100000;

    private final byte[] bytes;
    private final ByteBuffer in;
    private final int entries;
    private final int data;
    private final int end;

    private RpmHeader(byte[] bytes, int entries, int data, int end) {
        this.bytes = bytes;
        this.in = ByteBuffer.wrap(bytes);
        this.entries = entries;
        this.data = data;
        this.end = end;
    }

    /** Empty where these bytes are no header. */
    static Optional<RpmHeader> parse(byte[] blob) {
        if (blob.length < 8) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(blob);
        int entries = in.getInt();
        int length = in.getInt();
        if (entries <= 0 || entries > MAX_ENTRIES || length < 0 || 8 + 16L * entries + length > blob.length) {
            return Optional.empty();
        }
        int data = 8 + 16 * entries;
        return Optional.of(new RpmHeader(blob, entries, data, data + length));
    }

    int size() {
        return bytes.length;
    }

    /** The package's name, empty where it says none. */
    String name() {
        return find(NAME).map(tag -> text(tag.at())).orElse("");
    }

    /** Tells the path of each file, in a buffer that is used again. */
    void paths(PathIndex.Builder into) {
        each((file, path, length) -> {
            into.add(path, 0, length);
            return true;
        });
    }

    /** What it says of that path. */
    Packaged packaged(byte[] wanted) {
        int[] found = {-1};
        each((file, path, length) -> {
            if (length == wanted.length && Arrays.equals(path, 0, length, wanted, 0, length)) {
                found[0] = file;
            }
            return found[0] < 0;
        });
        if (found[0] < 0) {
            return Packaged.UNKNOWN;
        }
        int mode = find(FILE_MODES)
                .filter(tag -> tag.holds(found[0], 2))
                .map(tag -> Short.toUnsignedInt(in.getShort(tag.at() + 2 * found[0])))
                .orElse(0);
        Optional<Checksum> content =
                (mode & S_IFMT) == S_IFREG ? string(FILE_DIGESTS, found[0]).flatMap(this::checksum) : Optional.empty();
        return new Packaged(
                content,
                mode == 0 ? OptionalInt.empty() : OptionalInt.of(mode & 07777),
                Optional.of(string(FILE_CAPABILITIES, found[0])
                        .map(Capabilities::parse)
                        .orElse(Capabilities.NONE)));
    }

    private Optional<Checksum> checksum(String hex) {
        int number = find(DIGEST_ALGORITHM)
                .filter(tag -> tag.holds(0, 4))
                .map(tag -> in.getInt(tag.at()))
                .orElse(1);
        // numbers of OpenPGP
        Optional<Algorithm> algorithm = switch (number) {
            case 1 -> Optional.of(Algorithm.MD5);
            case 2 -> Optional.of(Algorithm.SHA_1);
            case 8 -> Optional.of(Algorithm.SHA_256);
            case 9 -> Optional.of(Algorithm.SHA_384);
            case 10 -> Optional.of(Algorithm.SHA_512);
            default -> Optional.empty();
        };
        return hex.matches("[0-9a-f]{32,128}") ? algorithm.map(a -> new Checksum(a, hex)) : Optional.empty();
    }

    private interface FileTaker {
        /** Takes a file's number and path; false for no more. */
        boolean take(int file, byte[] path, int length);
    }

    private void each(FileTaker taker) {
        Optional<Tag> names = find(BASE_NAMES);
        Optional<Tag> directories = find(DIRECTORIES);
        Optional<Tag> inDirectory = find(DIRECTORY_OF_FILE);
        if (names.isEmpty() || directories.isEmpty() || inDirectory.isEmpty()) {
            return;
        }
        int[] starts = starts(directories.get());
        byte[] path = new byte[MAX_PATH];
        int at = names.get().at();
        for (int file = 0; file < Math.min(names.get().count(), MAX_FILES) && at < end; file++) {
            int nameEnd = endOfString(at);
            int directory = inDirectory.get().holds(file, 4)
                    ? in.getInt(inDirectory.get().at() + 4 * file)
                    : -1;
            if (directory >= 0 && directory < starts.length && starts[directory] >= 0) {
                int from = starts[directory];
                int directoryLength = endOfString(from) - from;
                int length = directoryLength + nameEnd - at;
                if (length <= MAX_PATH) {
                    System.arraycopy(bytes, from, path, 0, directoryLength);
                    System.arraycopy(bytes, at, path, directoryLength, nameEnd - at);
                    if (!taker.take(file, path, length)) {
                        return;
                    }
                }
            }
            at = nameEnd + 1;
        }
    }

    private int[] starts(Tag strings) {
        int[] starts = new int[Math.min(strings.count(), MAX_FILES)];
        Arrays.fill(starts, -1);
        int at = strings.at();
        for (int i = 0; i < starts.length && at < end; i++) {
            starts[i] = at;
            at = endOfString(at) + 1;
        }
        return starts;
    }

    private Optional<String> string(int tag, int number) {
        return find(tag).filter(t -> number < t.count()).map(t -> {
            int at = t.at();
            for (int i = 0; i < number && at < end; i++) {
                at = endOfString(at) + 1;
            }
            return text(at);
        });
    }

    private String text(int at) {
        return at >= end ? "" : new String(bytes, at, endOfString(at) - at, StandardCharsets.UTF_8);
    }

    private int endOfString(int from) {
        int at = from;
        while (at < end && bytes[at] != 0) {
            at++;
        }
        return at;
    }

    private final class Tag {
        private final int at;
        private final int count;

        Tag(int at, int count) {
            this.at = at;
            this.count = count;
        }

        int at() {
            return at;
        }

        int count() {
            return count;
        }

        /** Whether there is a number of so many bytes at that place of an array. */
        boolean holds(int number, int size) {
            return number >= 0 && number < count && at + (number + 1L) * size <= end;
        }
    }

    private Optional<Tag> find(int wanted) {
        for (int i = 0; i < entries; i++) {
            int at = 8 + 16 * i;
            if (in.getInt(at) == wanted) {
                int offset = in.getInt(at + 8);
                int count = in.getInt(at + 12);
                return offset < 0 || count < 0 || data + (long) offset > end
                        ? Optional.empty()
                        : Optional.of(new Tag(data + offset, Math.min(count, bytes.length)));
            }
        }
        return Optional.empty();
    }
}
