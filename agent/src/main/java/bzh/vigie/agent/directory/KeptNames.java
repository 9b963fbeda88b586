package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * The names of a schema in a file of the agent's own, so that they are not read again each hour: they hold as long as the same database
 * answers and none of their objects has changed in it since. A file that is not whole, or of another database, is passed over. Used by one
 * thread.
 *
 * <pre>
 * magic      4 bytes "VGS2"
 * SHA-256    32 bytes, over the rest, which has 2 MiB at most
 * the rest   invocation id, distinguished names of schema and configuration (modified UTF-8 each), number of the last change u64,
 *            then {@link SchemaNames#write}
 * </pre>
 */
public final class KeptNames {
    private static final System.Logger LOG = System.getLogger(KeptNames.class.getName());
    private static final int MAGIC = 0x56475332;
    private static final int DIGEST = 32;
    private static final int MOST_BYTES = 2 << 20;

    private record Kept(String database, long usn, SchemaNames names) {}

    private final Path file;

    /** In that file, whose folder is there. */
    public KeptNames(Path file) {
        this.file = file;
    }

    /** Those of the domain, asked for where what is kept does not hold. */
    public SchemaNames of(Directory directory, Domain domain) throws Refused {
        Optional<Kept> kept = domain.invocation().isEmpty() ? Optional.empty() : read();
        if (kept.isPresent()
                && kept.get().database().equals(database(domain))
                && SchemaNames.areSince(directory, domain, kept.get().usn())) {
            return kept.get().names();
        }
        SchemaNames names = SchemaNames.of(directory, domain);
        if (!domain.invocation().isEmpty()) {
            keep(domain, names);
        }
        return names;
    }

    private static String database(Domain domain) {
        return String.join("\n", domain.invocation(), domain.schema(), domain.configuration());
    }

    private Optional<Kept> read() {
        try (InputStream in = Files.newInputStream(file)) {
            return parse(in.readNBytes(Integer.BYTES + DIGEST + MOST_BYTES));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "names of the schema: {0}", e.toString());
            return Optional.empty();
        }
    }

    /** What such a file says; empty where it is none. */
    private static Optional<Kept> parse(byte[] content) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(content));
        if (content.length < Integer.BYTES + DIGEST || in.readInt() != MAGIC) {
            return Optional.empty();
        }
        byte[] digest = in.readNBytes(DIGEST);
        if (!Arrays.equals(digest, digest(Arrays.copyOfRange(content, Integer.BYTES + DIGEST, content.length)))) {
            return Optional.empty();
        }
        return Optional.of(new Kept(in.readUTF(), in.readLong(), SchemaNames.read(in)));
    }

    private static byte[] digest(byte[] rest) {
        return Sha256.over(rest).bytes();
    }

    private void keep(Domain domain, SchemaNames names) {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(rest);
            out.writeUTF(database(domain));
            out.writeLong(domain.usn());
            names.write(out);
            if (rest.size() > MOST_BYTES) {
                throw new IOException(rest.size() + " bytes");
            }
            try (DataOutputStream to = new DataOutputStream(Files.newOutputStream(beside))) {
                to.writeInt(MAGIC);
                to.write(digest(rest.toByteArray()));
                rest.writeTo(to);
            }
            Path ignored =
                    Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // They are read again next time: nothing but bytes over the network is lost.
            LOG.log(System.Logger.Level.WARNING, "names of the schema not kept: {0}", e.toString());
        }
    }
}
