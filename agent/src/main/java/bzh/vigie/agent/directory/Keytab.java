package bzh.vigie.agent.directory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whose keys lie in a Kerberos keytab, without the keys (MIT's "The Kerberos 5 keytab file format"): {@code 05 02}, then entries of a
 * signed length each, negative for a hole, in big-endian numbers: parts u16, realm, parts (length u16 and text), and what is not read.
 * Total: what is malformed ends it.
 */
final class Keytab {
    private static final int VERSION = 0x0502;
    private static final int MOST = 1_000;
    private static final int MOST_PARTS = 8;

    private Keytab() {}

    /** The principals, {@code NAME@REALM}, in the file's order, each once. */
    static List<String> principals(byte[] file) {
        List<String> principals = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(file);
        if (bytes.remaining() < 2 || (bytes.getShort() & 0xffff) != VERSION) {
            return principals;
        }
        for (int i = 0; i < MOST && bytes.remaining() >= 4; i++) {
            int length = bytes.getInt();
            long size = Math.abs((long) length);
            if (length == 0 || size > bytes.remaining()) {
                break;
            }
            if (length > 0) {
                principal(bytes.slice(bytes.position(), length))
                        .filter(p -> !principals.contains(p))
                        .ifPresent(principals::add);
            }
            bytes.position(bytes.position() + (int) size);
        }
        return principals;
    }

    /** The computer's own account: the name that ends in a dollar. */
    static Optional<String> computer(byte[] file) {
        return principals(file).stream()
                .filter(p -> p.contains("$@") && p.indexOf('/') < 0)
                .findFirst();
    }

    private static Optional<String> principal(ByteBuffer entry) {
        if (entry.remaining() < 4) {
            return Optional.empty();
        }
        int parts = entry.getShort() & 0xffff;
        Optional<String> realm = text(entry);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < parts && i < MOST_PARTS; i++) {
            Optional<String> name = text(entry);
            if (name.isEmpty()) {
                return Optional.empty();
            }
            names.add(name.get());
        }
        return realm.filter(r -> !names.isEmpty()).map(r -> String.join("/", names) + "@" + r);
    }

    private static Optional<String> text(ByteBuffer entry) {
        int length = entry.remaining() < 2 ? -1 : entry.getShort() & 0xffff;
        if (length <= 0 || length > entry.remaining()) {
            return Optional.empty();
        }
        byte[] text = new byte[length];
        entry.get(text);
        return Optional.of(new String(text, StandardCharsets.UTF_8));
    }
}
