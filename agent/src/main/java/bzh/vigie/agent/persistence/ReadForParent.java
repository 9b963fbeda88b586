package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import bzh.vigie.watchlist.LocalWatchlist;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The process that reads sites for the agent ({@link SiteWire}): one after the other, as it is asked, until its input ends. */
public final class ReadForParent {
    private ReadForParent() {}

    /**
     * Reads the hashes of files, then answers until there is nothing more to answer.
     *
     * @param comeLast gives this process the lowest priority
     * @throws IOException where the other side is gone or does not say what it should
     */
    public static void serve(Machine machine, Runnable comeLast, InputStream from, OutputStream to) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(from));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to));
        FileHashes hashes = new FileHashes(machine.files());
        byte[] known = in.readNBytes(in.readInt());
        boolean ignored = known.length == 0 || hashes.read(new ByteArrayInputStream(known));
        List<Location> all = Catalogue.linux();
        Map<String, Location> catalogue =
                all.stream().collect(Collectors.toUnmodifiableMap(Location::id, Function.identity()));
        Sites sites = Sites.of(all, machine.files(), machine.accounts());
        AtomicReference<LocalWatchlist> watchlist = new AtomicReference<>(LocalWatchlist.NONE);
        SiteReader reader = new SiteReader(machine, hashes, sites, sites::accounts, watchlist::get);
        for (int asked = in.read(); asked >= 0; asked = in.read()) {
            switch (asked) {
                case SiteWire.READ -> SiteWire.writeReading(reading(reader, SiteWire.readRequest(in, catalogue)), out);
                case SiteWire.LAST -> comeLast.run();
                case SiteWire.WATCHLIST -> watchlist.set(SiteWire.readWatchlist(in));
                case SiteWire.HASHES -> {
                    hashes.passIsOver();
                    hashes.write(out);
                }
                default -> throw new StreamCorruptedException("an unknown request");
            }
            out.flush();
        }
    }

    private static SiteReading reading(SiteReader reader, Site site) {
        try {
            return reader.read(site);
        } catch (RuntimeException | StackOverflowError e) {
            // One location must not end the reading of all; its status says that it could not be read.
            return SiteReading.unreadable(
                    ReasonCode.FAILED,
                    SourceText.detail("location-failed", e.getClass().getSimpleName()));
        }
    }
}
