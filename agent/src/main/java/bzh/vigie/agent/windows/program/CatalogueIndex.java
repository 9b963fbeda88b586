package bzh.vigie.agent.windows.program;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.program.Signing.By;
import bzh.vigie.agent.windows.program.Signing.Reason;
import bzh.vigie.event.Item.Signature;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which catalogue of a Windows system lists a digest. Of each of the up to two million digests 32 bits and the catalogue's number
 * are kept, in four bytes: sorted into 65,536 drawers by the first 16 bits. What is found so is looked up in the catalogue itself,
 * whose signature is judged once. Used by one thread.
 */
public final class CatalogueIndex implements Catalogues {
    private static final int DRAWERS = 1 << 16;
    private static final int MOST_CATALOGUES = 1 << 16;
    private static final int MOST_DIGESTS = 2_000_000;
    private static final long MOST_BYTES = 2L << 30;
    /** Catalogues that are looked into for one digest: more than one or two have the same 32 bits only by design. */
    private static final int MOST_CANDIDATES = 32;

    private static final int PIECE = 1 << 14;

    private final CatalogueFolder folder;
    private final List<String> names;
    private final Judge judge;
    private final int[] drawers;
    private final char[] nexts;
    private final char[] numbers;
    private final Map<String, Signing> judged = new HashMap<>();
    private final int unreadable;
    private final boolean whole;

    private CatalogueIndex(CatalogueFolder folder, List<String> names, Judge judge, Gathered gathered) {
        this.folder = folder;
        this.names = names;
        this.judge = judge;
        this.unreadable = gathered.unreadable;
        this.whole = gathered.whole;
        this.drawers = gathered.drawers();
        this.nexts = new char[gathered.count];
        this.numbers = new char[gathered.count];
        gathered.into(drawers.clone(), nexts, numbers);
    }

    /** Reads the catalogues of that folder, one after the other; one that cannot be read is counted. */
    public static CatalogueIndex of(CatalogueFolder folder, InstantSource clock) {
        return of(folder, Pins.ours(), clock);
    }

    static CatalogueIndex of(CatalogueFolder folder, Pins pins, InstantSource clock) {
        List<String> names = folder.names();
        Gathered gathered = new Gathered();
        gathered.whole = names.size() <= MOST_CATALOGUES;
        for (int i = 0; i < Math.min(names.size(), MOST_CATALOGUES); i++) {
            gathered.read(folder, names.get(i), (char) i);
        }
        return new CatalogueIndex(folder, names, new Judge(pins, clock), gathered);
    }

    /** How many digests it knows. */
    public int size() {
        return nexts.length;
    }

    /** How many catalogues could not be read, wholly or from some place on. */
    public int unreadable() {
        return unreadable;
    }

    /** Whether no catalogue was left out because they are too many or too large. */
    public boolean isWhole() {
        return whole;
    }

    @Override
    public boolean isEmpty() {
        return nexts.length == 0;
    }

    @Override
    public Optional<Signing> signing(byte[] digest) throws IOException {
        Optional<Signing> best = Optional.empty();
        int drawer = u16(digest, 0);
        int next = u16(digest, 2);
        int candidates = 0;
        for (int i = drawers[drawer]; i < (drawer + 1 < DRAWERS ? drawers[drawer + 1] : nexts.length); i++) {
            if (nexts[i] == next && candidates++ < MOST_CANDIDATES) {
                Optional<Signing> found = signing(names.get(numbers[i]), digest);
                if (found.isPresent() && found.get().verdict() == Signature.VALID) {
                    return found;
                }
                best = best.isPresent() ? best : found;
            }
        }
        return best;
    }

    /** What that catalogue's signature is worth, if it does list the digest. */
    private Optional<Signing> signing(String name, byte[] digest) throws IOException {
        boolean[] listed = {false};
        boolean there = folder.read(name, file -> {
            CatalogueFile.each(file, d -> listed[0] |= Arrays.equals(d, digest));
            if (listed[0] && !judged.containsKey(name)) {
                judged.put(name, judged(file).inCatalogue(name));
            }
        });
        return there && listed[0] ? Optional.ofNullable(judged.get(name)) : Optional.empty();
    }

    private Signing judged(Bytes file) throws IOException {
        try {
            return judge.of(CatalogueFile.open(file), By.CATALOGUE).signing();
        } catch (Malformed e) {
            return Signing.of(Signature.INVALID, Reason.UNREADABLE, By.CATALOGUE);
        }
    }

    private static int u16(byte[] bytes, int at) {
        return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }

    /** What is gathered before it is sorted: in pieces, so that nothing large is copied. */
    private static final class Gathered {
        private final List<int[]> digests = new ArrayList<>();
        private final List<char[]> catalogues = new ArrayList<>();
        private int count;
        private int unreadable;
        private long bytes;
        private boolean whole = true;

        void read(CatalogueFolder folder, String name, char number) {
            if (bytes > MOST_BYTES) {
                whole = false;
                return;
            }
            boolean[] all = {false};
            try {
                boolean there = folder.read(name, file -> {
                    bytes += file.size();
                    all[0] = CatalogueFile.each(file, d -> add(d, number));
                });
                unreadable += there && all[0] ? 0 : 1;
            } catch (IOException e) {
                unreadable++;
            }
        }

        private void add(byte[] digest, char number) {
            if (digest.length < 4) {
                return;
            }
            if (count >= MOST_DIGESTS) {
                whole = false;
                return;
            }
            int place = count % PIECE;
            if (place == 0) {
                digests.add(new int[PIECE]);
                catalogues.add(new char[PIECE]);
            }
            digests.getLast()[place] = (u16(digest, 0) << 16) | u16(digest, 2);
            catalogues.getLast()[place] = number;
            count++;
        }

        /** Where each drawer begins. */
        int[] drawers() {
            int[] starts = new int[DRAWERS];
            for (int i = 0; i < count; i++) {
                starts[digests.get(i / PIECE)[i % PIECE] >>> 16]++;
            }
            int sum = 0;
            for (int i = 0; i < DRAWERS; i++) {
                int here = starts[i];
                starts[i] = sum;
                sum += here;
            }
            return starts;
        }

        void into(int[] places, char[] nexts, char[] numbers) {
            for (int i = 0; i < count; i++) {
                int digest = digests.get(i / PIECE)[i % PIECE];
                int place = places[digest >>> 16]++;
                nexts[place] = (char) digest;
                numbers[place] = catalogues.get(i / PIECE)[i % PIECE];
            }
        }
    }
}
