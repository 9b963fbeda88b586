package bzh.vigie.agent.persistence;

import bzh.vigie.agent.directory.AccountRoll;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.DirectoryReader.Answering;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.wire.EventCodec;
import bzh.vigie.wire.MalformedBatchException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the agent and the process that reads a directory for it say to each other, as {@link SiteWire}: every length is bounded before
 * anything is allocated, and anything else than what is drawn here is a {@link StreamCorruptedException}.
 *
 * <pre>
 * first      'D' of the process: it runs. What is kept: names of the schema, then what is remembered of shared files, u32 length and
 *            bytes each; whether these hang u8
 * request    'P' to connect · 'R' location text · 'U' number u64: what changed since · 'A' has number u8 and, where it has, number
 *            u64: accounts · 'K': what is to be kept
 * answer     '.' any number of times: it gets on; then one of
 * connected  'C' domain, controller, invocation texts, number u64, read-only u8, other domains u32 and texts
 * refused    'N' reason text, detail text: it is not connected, or could not ask
 * reading    as SiteWire; has trouble u8 and, where it has, reason text
 * changed    'U' locations u32 and texts
 * accounts   'A' u32 length and EventCodec.encode of one DirectoryAccounts, one after the other up to one that has an end
 * kept       'K' both as at first, of no length where what was handed over still holds
 * </pre>
 */
final class DirectoryWire {
    static final char PLAN = 'P';
    static final char READ = 'R';
    static final char CHANGED = 'U';
    static final char ACCOUNTS = 'A';
    static final char KEPT = 'K';
    static final char RUNS = 'D';
    static final char ALIVE = '.';

    private static final char CONNECTED = 'C';
    private static final char REFUSED = 'N';

    /** Longer than a DNS name, the name of a location or of a reason. */
    private static final int MAX_NAME = 1 << 10;

    private static final int MAX_OTHERS = 256;
    private static final int MAX_LOCATIONS = 1 << 10;
    private static final int MAX_PART = 1 << 20;

    /** Of a domain: more than any has, of 128 each. */
    static final int MAX_PARTS = 20_000;

    private static final Moment NEVER = new Moment(Instant.EPOCH, "-", 0);

    private DirectoryWire() {}

    /** The next byte of an answer, that it gets on passed over. */
    static int next(DataInputStream in) throws IOException {
        int next = in.readUnsignedByte();
        while (next == ALIVE) {
            next = in.readUnsignedByte();
        }
        return next;
    }

    /** The same, which has to be that one. */
    static void expect(char expected, DataInputStream in) throws IOException {
        if (next(in) != expected) {
            throw new StreamCorruptedException("another answer than " + expected);
        }
    }

    static void writeConnected(Answering answering, List<String> others, DataOutputStream out) throws IOException {
        out.writeByte(CONNECTED);
        for (String each : List.of(answering.domain(), answering.controller(), answering.invocation())) {
            SiteWire.text(each, out);
        }
        out.writeLong(answering.usn());
        out.writeBoolean(answering.isReadOnly());
        out.writeInt(others.size());
        for (String other : others) {
            SiteWire.text(other, out);
        }
    }

    static void writeRefused(Reading.Refused<?> why, DataOutputStream out) throws IOException {
        out.writeByte(REFUSED);
        SiteWire.text(why.reason().name(), out);
        SiteWire.text(why.detail(), out);
    }

    /** Who was connected, and the forest's other domains. */
    record Connected(Answering answering, List<String> others) {}

    /**
     * What connecting gave.
     *
     * @throws Refused where it is not connected
     */
    static Connected readConnected(DataInputStream in) throws IOException, Refused {
        throwIfRefused(CONNECTED, in);
        Answering answering = new Answering(name(in), name(in), name(in), in.readLong(), in.readBoolean());
        List<String> others = new ArrayList<>();
        for (int left = count(MAX_OTHERS, in); left > 0; left--) {
            others.add(name(in));
        }
        return new Connected(answering, others);
    }

    private static void throwIfRefused(char otherwise, DataInputStream in) throws IOException, Refused {
        int kind = next(in);
        if (kind == REFUSED) {
            throw Refused.saying(reason(in), SiteWire.text(in, SiteWire.MAX_TEXT));
        }
        if (kind != otherwise) {
            throw new StreamCorruptedException("another answer than " + otherwise);
        }
    }

    static void writeReading(SiteReading reading, Optional<ReasonCode> trouble, DataOutputStream out)
            throws IOException {
        SiteWire.writeReading(SiteCut.ofDirectory(reading), out);
        out.writeBoolean(trouble.isPresent());
        if (trouble.isPresent()) {
            SiteWire.text(trouble.get().name(), out);
        }
    }

    /** A reading, and why a place was not read so far. */
    record Read(SiteReading reading, Optional<ReasonCode> trouble) {}

    static Read readReading(DataInputStream in, Location of) throws IOException {
        expect(SiteWire.READING, in);
        SiteReading reading = SiteWire.readRest(in, of);
        return new Read(reading, in.readBoolean() ? Optional.of(reason(in)) : Optional.empty());
    }

    static void writeChanged(Set<Site.Name> changed, DataOutputStream out) throws IOException {
        out.writeByte(CHANGED);
        out.writeInt(changed.size());
        for (Site.Name each : changed) {
            SiteWire.text(each.location(), out);
        }
    }

    /** Of these locations, those of which something changed. */
    static Set<Site.Name> readChanged(DataInputStream in) throws IOException, Refused {
        throwIfRefused(CHANGED, in);
        Set<Site.Name> changed = new HashSet<>();
        for (int left = count(MAX_LOCATIONS, in); left > 0; left--) {
            changed.add(new Site.Name(name(in), ""));
        }
        return changed;
    }

    static void writeSince(OptionalLong since, DataOutputStream out) throws IOException {
        out.writeByte(ACCOUNTS);
        out.writeBoolean(since.isPresent());
        if (since.isPresent()) {
            out.writeLong(since.getAsLong());
        }
    }

    static OptionalLong readSince(DataInputStream in) throws IOException {
        return in.readBoolean() ? OptionalLong.of(in.readLong()) : OptionalLong.empty();
    }

    /** Writes a part without those accounts that are none to whoever decodes them. */
    static void writePart(List<DirectoryAccount> accounts, Optional<ReasonCode> end, DataOutputStream out)
            throws IOException {
        byte[] part = part(accounts, end);
        if (!isTaken(part)) {
            List<DirectoryAccount> taken = accounts.stream()
                    .filter(account -> isTaken(part(List.of(account), Optional.empty())))
                    .toList();
            part = part(taken, end);
        }
        out.writeByte(ACCOUNTS);
        SiteWire.bytes(part, out);
    }

    private static byte[] part(List<DirectoryAccount> accounts, Optional<ReasonCode> end) {
        return EventCodec.encode(List.of(new Event.DirectoryAccounts(NEVER, "-", "-", "-", 1, 0, 0, accounts, end)));
    }

    private static boolean isTaken(byte[] part) {
        try {
            return part.length <= MAX_PART && EventCodec.decode(part).size() == 1;
        } catch (MalformedBatchException e) {
            return false;
        }
    }

    /** Hands a part on; why it is the last one, where it is. */
    static Optional<ReasonCode> readPart(DataInputStream in, AccountRoll.Told told) throws IOException {
        expect(ACCOUNTS, in);
        try {
            List<Event> events = EventCodec.decode(SiteWire.bytes(in, MAX_PART));
            if (events.size() != 1 || !(events.getFirst() instanceof Event.DirectoryAccounts part)) {
                throw new StreamCorruptedException("no accounts");
            }
            told.part(part.accounts(), part.end());
            return part.end();
        } catch (MalformedBatchException | IllegalArgumentException e) {
            throw SiteWire.corrupted(e);
        }
    }

    private static String name(DataInputStream in) throws IOException {
        return SiteWire.text(in, MAX_NAME);
    }

    private static ReasonCode reason(DataInputStream in) throws IOException {
        try {
            return ReasonCode.valueOf(name(in));
        } catch (IllegalArgumentException e) {
            throw SiteWire.corrupted(e);
        }
    }

    private static int count(int most, DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > most) {
            throw new StreamCorruptedException("a count of " + count);
        }
        return count;
    }
}
