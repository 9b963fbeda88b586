package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.Refused;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The names of a schema as they were kept, so that they are not read again each hour: they hold as long as the same database
 * answers and none of their objects has changed in it since. What is not whole, or of another database, is passed over. Used by one
 * thread.
 *
 * <pre>
 * seal       {@link KeptBytes}, magic "VGS2"
 * the rest   of 2 MiB at most: invocation id, distinguished names of schema and configuration (modified UTF-8 each), number of the
 *            last change u64, then {@link SchemaNames#write}
 * </pre>
 */
public final class KeptNames {
    /** Of what is kept, in bytes. */
    public static final int MOST = KeptBytes.SEAL + (2 << 20);

    private static final System.Logger LOG = System.getLogger(KeptNames.class.getName());
    private static final int MAGIC = 0x56475332;

    private record Kept(String database, long usn, SchemaNames names) {}

    private final KeptBytes bytes;

    /** In that file, whose folder is there. */
    public KeptNames(Path file) {
        this(KeptBytes.in(file, MOST));
    }

    /** In those bytes. */
    public KeptNames(KeptBytes bytes) {
        this.bytes = bytes;
    }

    /** Those of the domain, asked for where what is kept does not hold. */
    public SchemaNames of(Directory directory, Domain domain) throws Refused {
        Optional<Kept> kept = domain.invocation().isEmpty() ? Optional.empty() : read();
        if (kept.isPresent()
                && kept.get().database().equals(database(domain))
                && kept.get().usn() <= domain.usn()
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
        return String.join("\n", domain.controller(), domain.invocation(), domain.schema(), domain.configuration());
    }

    private Optional<Kept> read() {
        try {
            Optional<DataInputStream> opened = KeptBytes.opened(MAGIC, bytes.read());
            if (opened.isEmpty()) {
                return Optional.empty();
            }
            DataInputStream in = opened.get();
            return Optional.of(new Kept(in.readUTF(), in.readLong(), SchemaNames.read(in)));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "names of the schema: {0}", e.toString());
            return Optional.empty();
        }
    }

    private void keep(Domain domain, SchemaNames names) {
        try {
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(rest);
            out.writeUTF(database(domain));
            out.writeLong(domain.usn());
            names.write(out);
            if (rest.size() > MOST - KeptBytes.SEAL) {
                throw new IOException(rest.size() + " bytes");
            }
            bytes.keep(KeptBytes.sealed(MAGIC, rest.toByteArray()));
        } catch (IOException e) {
            // They are read again next time: nothing but bytes over the network is lost.
            LOG.log(System.Logger.Level.WARNING, "names of the schema not kept: {0}", e.toString());
        }
    }
}
