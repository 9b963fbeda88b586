package bzh.vigie.agent.persistence;

import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus.AsShipped;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.wire.EventCodec;
import bzh.vigie.wire.MalformedBatchException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * The last inventory on disk, one file a site ({@code .site}), and the hashes of files, so that a restart announces only what changed and a change can
 * show what was before. A file is written beside and renamed, so it is whole or the one before. It is written before its events, and the one of which
 * they are known to be on the disk stays beside it ({@code .before}): that is what holds after a crash between the two. Used by one thread.
 *
 * <pre>
 * magic      4 bytes "VGI3"; "VGI2" is the same, but ends with the items or something of what is missing that is passed over
 * the rest   zlib: location, account id, has account u8, account name, state, reason, detail (modified UTF-8 each),
 *            unread count u32 and that many texts, catalogue version u32, names version u32, reading u64,
 *            has mass u8 and, where it has, shipped items u32 and digest 32 bytes;
 *            item count u32, then for each a length u32 and EventCodec.encodeItem;
 *            nothing more, or of what is missing: since u64, from, count u32 and that many places u32 among the items
 * </pre>
 */
final class SiteStore {
    private static final System.Logger LOG = System.getLogger(SiteStore.class.getName());
    private static final int MAGIC = 0x56474933;
    private static final int MAGIC_BEFORE = 0x56474932;
    private static final String SITE = ".site";
    private static final String BEFORE = ".before";
    private static final String HASHES = "hashes";

    /** More than there can be. */
    static final int MAX_HASHES = 4 << 20;

    private static final int MAX_ITEM = 1 << 20;
    private static final int MAX_UNREAD = 64 + UnseenObjects.MOST;

    private final Path folder;

    /** In this folder, which is made where it is not there. */
    SiteStore(Path folder) throws IOException {
        boolean there = Files.isDirectory(folder);
        this.folder = Files.createDirectories(folder);
        if (!there && Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Path ignored = Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /**
     * Everything kept; a file that cannot be read is left out, as if that site had never been read.
     *
     * @param told number of the last reading of which the events are on the disk; empty where that is not known, and all are taken to be
     */
    List<KnownSite> load(OptionalLong told) {
        List<KnownSite> sites = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{site,before}")) {
            Set<Path> each = new TreeSet<>();
            files.forEach(file -> each.add(
                    file.resolveSibling(String.valueOf(file.getFileName()).replace(BEFORE, SITE))));
            for (Path file : each) {
                Optional<KnownSite> now = read(file, new ArrayList<>());
                if (now.isEmpty() || now.get().reading() > told.orElse(Long.MAX_VALUE)) {
                    now = restored(file, now.isPresent());
                }
                now.ifPresent(sites::add);
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.log(System.Logger.Level.WARNING, "last inventory: {0}", e.toString());
        }
        return sites;
    }

    /** The site as it was before, which is what is kept of it again. */
    private static Optional<KnownSite> restored(Path file, boolean isUntold) {
        Path before = before(file);
        try {
            if (Files.exists(before)) {
                Path ignored =
                        Files.move(before, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                return read(file, new ArrayList<>());
            }
            boolean ignored = isUntold && Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "last inventory: {0} is not as before: {1}", file, e.toString());
        }
        return Optional.empty();
    }

    /** The items of a site as it was saved, empty where it never was or cannot be read. */
    List<Item> items(Site.Name name) {
        for (Path file : List.of(file(name), before(file(name)))) {
            List<Item> items = new ArrayList<>();
            if (read(file, items).isPresent()) {
                return items;
            }
        }
        return List.of();
    }

    private static Optional<KnownSite> read(Path file, List<Item> items) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(decode(file, items));
        } catch (IOException | MalformedBatchException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.WARNING, "last inventory: {0} is not readable: {1}", file, e.toString());
            return Optional.empty();
        }
    }

    /**
     * Replaces what is kept of a site.
     *
     * @param isTold the events of what is kept now are on the disk
     * @throws UncheckedIOException where it cannot be written: what was kept before is still there
     */
    void save(KnownSite site, List<Item> items, boolean isTold) {
        Path file = file(site.name());
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            boolean isKnown = Files.exists(file);
            try (FileOutputStream disk = new FileOutputStream(beside.toFile());
                    DataOutputStream raw = new DataOutputStream(disk)) {
                raw.writeInt(MAGIC);
                DeflaterOutputStream packed = new DeflaterOutputStream(raw);
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(packed));
                write(out, site, items);
                out.flush();
                packed.finish();
                raw.flush();
                if (isKnown) {
                    disk.getFD().sync();
                }
            }
            Path ignored;
            if (isKnown && isTold) {
                ignored = Files.move(
                        file, before(file), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
            ignored = Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is kept of files' hashes ({@link FileHashes}); empty where nothing is. */
    byte[] hashes() {
        try {
            Path file = folder.resolve(HASHES);
            return Files.exists(file) && Files.size(file) <= MAX_HASHES ? Files.readAllBytes(file) : new byte[0];
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "hashes of files: {0}", e.toString());
            return new byte[0];
        }
    }

    /** Keeps these hashes of files instead. */
    void keepHashes(byte[] hashes) {
        Path file = folder.resolve(HASHES);
        Path beside = folder.resolve(HASHES + ".new");
        try {
            Path ignored = Files.write(beside, hashes);
            ignored = Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // They are made again: nothing but time is lost.
            LOG.log(System.Logger.Level.WARNING, "hashes of files not kept: {0}", e.toString());
        }
    }

    private static void write(DataOutputStream out, KnownSite site, List<Item> items) throws IOException {
        out.writeUTF(site.name().location());
        out.writeUTF(site.name().accountId());
        out.writeBoolean(site.account().isPresent());
        out.writeUTF(site.account().map(Account::name).orElse(""));
        out.writeUTF(site.state().name());
        out.writeUTF(site.reason().name());
        out.writeUTF(site.detail());
        // Too many to tell apart: anything may have been hidden.
        List<String> unread = site.unread().size() > MAX_UNREAD ? List.of("/") : site.unread();
        out.writeInt(unread.size());
        for (String path : unread) {
            out.writeUTF(path.length() > 10_000 ? "/" : path);
        }
        out.writeInt(site.versions().catalogue());
        out.writeInt(site.versions().names());
        out.writeLong(site.reading());
        out.writeBoolean(site.asShipped().isPresent());
        if (site.asShipped().isPresent()) {
            out.writeInt(site.asShipped().get().items());
            out.write(site.asShipped().get().digest().bytes());
        }
        out.writeInt(items.size());
        for (Item item : items) {
            byte[] bytes = EventCodec.encodeItem(item);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
        if (site.loss().isPresent()) {
            out.writeLong(site.loss().get().sinceMicros());
            out.writeUTF(site.loss().get().from());
            int[] missing = IntStream.range(0, items.size())
                    .filter(i -> site.loss().get().missing().hasKey(items.get(i)))
                    .toArray();
            out.writeInt(missing.length);
            for (int i : missing) {
                out.writeInt(i);
            }
        }
    }

    private static KnownSite decode(Path file, List<Item> items) throws IOException, MalformedBatchException {
        try (DataInputStream raw = new DataInputStream(Files.newInputStream(file))) {
            int magic = raw.readInt();
            if (magic != MAGIC && magic != MAGIC_BEFORE) {
                throw new IOException("not an inventory file");
            }
            DataInputStream in = new DataInputStream(new BufferedInputStream(new InflaterInputStream(raw)));
            Site.Name name = new Site.Name(in.readUTF(), in.readUTF());
            boolean hasAccount = in.readBoolean();
            Account account = new Account(name.accountId(), in.readUTF());
            State state = State.valueOf(in.readUTF());
            ReasonCode reason = ReasonCode.valueOf(in.readUTF());
            String detail = in.readUTF();
            List<String> unread = new ArrayList<>();
            for (int i = in.readInt(); i > 0; i--) {
                unread.add(in.readUTF());
            }
            KnownSite.Versions versions = new KnownSite.Versions(in.readInt(), in.readInt());
            long reading = in.readLong();
            Optional<AsShipped> asShipped = in.readBoolean()
                    ? Optional.of(new AsShipped(in.readInt(), Sha256.of(in.readNBytes(32))))
                    : Optional.empty();
            for (int i = in.readInt(); i > 0; i--) {
                int length = in.readInt();
                if (length < 0 || length > MAX_ITEM) {
                    throw new IOException("an item of " + length + " bytes");
                }
                items.add(EventCodec.decodeItem(in.readNBytes(length)));
            }
            return new KnownSite(
                    name,
                    hasAccount ? Optional.of(account) : Optional.empty(),
                    state,
                    reason,
                    detail,
                    unread,
                    versions,
                    reading,
                    Fingerprints.of(items),
                    asShipped,
                    magic == MAGIC ? loss(in, items) : Optional.empty());
        }
    }

    private static Optional<SuddenLoss> loss(DataInputStream in, List<Item> items) throws IOException {
        byte[] since = in.readNBytes(Long.BYTES);
        if (since.length == 0) {
            return Optional.empty();
        }
        String from = in.readUTF();
        List<Item> missing = new ArrayList<>();
        for (int i = in.readInt(); i > 0; i--) {
            int at = in.readInt();
            if (at < 0 || at >= items.size()) {
                throw new IOException("no item " + at);
            }
            missing.add(items.get(at));
        }
        return Optional.of(new SuddenLoss(ByteBuffer.wrap(since).getLong(), from, Fingerprints.of(missing)));
    }

    private Path file(Site.Name name) {
        String id = name.location() + "\0" + name.accountId();
        return folder.resolve(
                Sha256.over(id.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 32) + SITE);
    }

    private static Path before(Path file) {
        return file.resolveSibling(String.valueOf(file.getFileName()).replace(SITE, BEFORE));
    }
}
