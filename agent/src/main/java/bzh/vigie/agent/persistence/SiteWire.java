package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Accounts.LocalAccount;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus.AsShipped;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.WatchlistEntry;
import bzh.vigie.watchlist.LocalWatchlist;
import bzh.vigie.wire.EventCodec;
import bzh.vigie.wire.MalformedBatchException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the agent and the process that reads for it say to each other. Every length is bounded before anything is allocated;
 * anything else than what is drawn here is a {@link StreamCorruptedException}, and the other side is given up.
 *
 * <pre>
 * first      u32 length and the hashes of files as they are kept (FileHashes), none where nothing is kept
 * request    'R' location text, has owner u8 and, where it has, id text, name text, uid u64, gid u64, home bytes, shell text
 *            'L' to come last in every queue from now on, which is not answered
 *            'W' what to look for from now on among what is told only as count and digest, which is not answered: salt and
 *            entries of LocalWatchlist, each u32 length and bytes
 *            'H' to tell the hashes of files: the answer is FileHashes, up to its end, which is where the input ends
 * reading    'S' then, for each item, u32 length and EventCodec.encodeItem; u32 0; the same for each that is not told by itself and is
 *            on the watchlist; u32 0;
 *            state text, reason text, detail text, bytes u64, has mass u8 and, where it has, items u32 and digest 32 bytes;
 *            unread u32 and that many paths; interests u32 and, for each, a path, a name text and leads on bool;
 *            unseen objects: hidden u32 and texts, doubted u32 and texts, all u8
 * text       u32 length and UTF-8; paths and bytes likewise
 * </pre>
 */
final class SiteWire {
    static final char READ = 'R';
    static final char LAST = 'L';
    static final char HASHES = 'H';
    static final char WATCHLIST = 'W';
    static final char READING = 'S';

    static final int MAX_ITEM = 1 << 20;
    static final int MAX_ITEMS = 20_000;
    static final long MAX_ITEM_BYTES = 8L << 20;
    /** Longer than forty names of 255 bytes, as deep as places of any depth are gone through, below a home. */
    static final int MAX_TEXT = 1 << 16;

    static final int MAX_PATHS = 100_000;

    /** All paths that were not read, or all interests, in bytes. */
    static final long MAX_PATH_BYTES = 8L << 20;

    /** Longer than the source of any item of a directory. */
    static final int MAX_OBJECT = 1 << 12;

    private SiteWire() {}

    /** Asks for a reading of a site. */
    static void writeRequest(Site site, DataOutputStream out) throws IOException {
        out.writeByte(READ);
        text(site.location().id(), out);
        out.writeBoolean(site.owner().isPresent());
        if (site.owner().isPresent()) {
            LocalAccount owner = site.owner().get();
            text(owner.account().id(), out);
            text(owner.account().name(), out);
            out.writeLong(owner.uid());
            out.writeLong(owner.gid());
            bytes(owner.home().bytes(), out);
            text(owner.shell(), out);
        }
    }

    /** Says what to look for. */
    static void writeWatchlist(LocalWatchlist list, DataOutputStream out) throws IOException {
        out.writeByte(WATCHLIST);
        bytes(list.salt(), out);
        bytes(list.entries(), out);
    }

    /** What to look for, the first byte of which has been read. */
    static LocalWatchlist readWatchlist(DataInputStream in) throws IOException {
        byte[] salt = bytes(in);
        int length = in.readInt();
        if (length < 0 || length > LocalWatchlist.MOST * WatchlistEntry.BYTES) {
            throw new StreamCorruptedException("a watchlist of " + length + " bytes");
        }
        return LocalWatchlist.read(LocalWatchlist.VERSION, salt, bytes(length, in))
                .orElseThrow(() -> new StreamCorruptedException("no watchlist"));
    }

    /** The site that is asked for, whose first byte has been read. */
    static Site readRequest(DataInputStream in, Map<String, Location> catalogue) throws IOException {
        Location location = catalogue.get(text(in));
        if (location == null) {
            throw new StreamCorruptedException("an unknown location");
        }
        if (!in.readBoolean()) {
            return new Site(location, Optional.empty());
        }
        Account account = new Account(text(in), text(in));
        return new Site(
                location, Optional.of(new LocalAccount(account, in.readLong(), in.readLong(), path(in), text(in))));
    }

    /** Writes as much of it as may be said ({@link SiteCut}). */
    static void writeReading(SiteReading whole, DataOutputStream out) throws IOException {
        writeReading(SiteCut.of(whole), out);
    }

    /** Writes it as it was cut. */
    static void writeReading(SiteCut cut, DataOutputStream out) throws IOException {
        SiteReading reading = cut.reading();
        out.writeByte(READING);
        for (List<byte[]> items : List.of(cut.items(), cut.listed())) {
            for (byte[] item : items) {
                bytes(item, out);
            }
            out.writeInt(0);
        }
        text(reading.state().name(), out);
        text(reading.reason().name(), out);
        text(reading.detail(), out);
        out.writeLong(reading.bytes());
        out.writeBoolean(reading.asShipped().isPresent());
        if (reading.asShipped().isPresent()) {
            out.writeInt(reading.asShipped().get().items());
            out.write(reading.asShipped().get().digest().bytes());
        }
        out.writeInt(reading.unread().size());
        for (HostPath path : reading.unread()) {
            bytes(path.bytes(), out);
        }
        out.writeInt(reading.interests().files().size());
        for (Finder.Interest interest : reading.interests().files()) {
            bytes(interest.directory().bytes(), out);
            text(interest.name(), out);
            out.writeBoolean(interest.leadsOn());
        }
        for (Set<String> objects :
                List.of(reading.unseen().hidden(), reading.unseen().doubted())) {
            out.writeInt(objects.size());
            for (String object : objects) {
                text(object, out);
            }
        }
        out.writeBoolean(reading.unseen().doubtsAll());
    }

    /** A reading of that location. */
    static SiteReading readReading(DataInputStream in, Location of) throws IOException {
        if (in.readByte() != READING) {
            throw new StreamCorruptedException("no reading");
        }
        return readRest(in, of);
    }

    /** The same, whose first byte has been read. */
    static SiteReading readRest(DataInputStream in, Location of) throws IOException {
        try {
            List<Item> items = items(in, of);
            List<Item> listed = items(in, of);
            State state = State.valueOf(text(in));
            ReasonCode reason = ReasonCode.valueOf(text(in));
            String detail = text(in);
            long bytes = in.readLong();
            Optional<AsShipped> mass = in.readBoolean()
                    ? Optional.of(new AsShipped(in.readInt(), Sha256.of(in.readNBytes(32))))
                    : Optional.empty();
            Set<HostPath> unread = new HashSet<>();
            long total = 0;
            for (int left = count(in); left > 0; left--) {
                HostPath path = path(in);
                total = within(total + path.bytes().length);
                unread.add(path);
            }
            Set<Finder.Interest> interests = new HashSet<>();
            total = 0;
            for (int left = count(in); left > 0; left--) {
                Finder.Interest interest = new Finder.Interest(path(in), text(in), in.readBoolean());
                total = within(total + length(interest));
                interests.add(interest);
            }
            Unseen unseen = new Unseen(objects(in), objects(in), in.readBoolean());
            return new SiteReading(items, mass, state, reason, detail, bytes, unread, interests)
                    .withListed(listed)
                    .withUnseen(unseen);
        } catch (MalformedBatchException | IllegalArgumentException e) {
            throw corrupted(e);
        }
    }

    private static List<Item> items(DataInputStream in, Location of) throws IOException, MalformedBatchException {
        List<Item> items = new ArrayList<>();
        long total = 0;
        for (int length = in.readInt(); length != 0; length = in.readInt()) {
            total += length;
            if (length < 0 || length > MAX_ITEM || total > MAX_ITEM_BYTES || items.size() >= MAX_ITEMS) {
                throw new StreamCorruptedException("items of " + total + " bytes");
            }
            Item item = EventCodec.decodeItem(bytes(length, in));
            if (!item.location().equals(of.id())) {
                throw new StreamCorruptedException("an item of another location");
            }
            items.add(item);
        }
        return items;
    }

    private static Set<String> objects(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > UnseenObjects.MOST) {
            throw new StreamCorruptedException(count + " objects");
        }
        Set<String> objects = new HashSet<>();
        for (int left = count; left > 0; left--) {
            objects.add(text(in, MAX_OBJECT));
        }
        return objects;
    }

    /** What an interest takes of {@link #MAX_PATH_BYTES}. */
    static long length(Finder.Interest interest) {
        return (long) interest.directory().bytes().length + interest.name().length();
    }

    private static long within(long total) throws StreamCorruptedException {
        if (total > MAX_PATH_BYTES) {
            throw new StreamCorruptedException("paths of " + total + " bytes");
        }
        return total;
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MAX_PATHS) {
            throw new StreamCorruptedException(count + " paths");
        }
        return count;
    }

    private static HostPath path(DataInputStream in) throws IOException {
        return HostPath.parse(bytes(in)).orElseThrow(() -> new StreamCorruptedException("no path"));
    }

    static void text(String text, DataOutputStream out) throws IOException {
        bytes(text.getBytes(StandardCharsets.UTF_8), out);
    }

    private static String text(DataInputStream in) throws IOException {
        return text(in, MAX_TEXT);
    }

    /** A text of so many bytes at most. */
    static String text(DataInputStream in, int most) throws IOException {
        return new String(bytes(in, most), StandardCharsets.UTF_8);
    }

    static void bytes(byte[] bytes, DataOutputStream out) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        return bytes(in, MAX_TEXT);
    }

    /** So many bytes at most. */
    static byte[] bytes(DataInputStream in, int most) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > most) {
            throw new StreamCorruptedException("a text of " + length + " bytes");
        }
        return bytes(length, in);
    }

    /** Of that length; less is an end before its time. */
    private static byte[] bytes(int length, DataInputStream in) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    static StreamCorruptedException corrupted(Exception cause) {
        StreamCorruptedException corrupted = new StreamCorruptedException(String.valueOf(cause.getMessage()));
        Throwable ignored = corrupted.initCause(cause);
        return corrupted;
    }
}
