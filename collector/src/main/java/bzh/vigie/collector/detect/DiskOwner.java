package bzh.vigie.collector.detect;

import bzh.vigie.collector.detect.fields.FlatJson;
import bzh.vigie.collector.detect.fields.ScanFile;
import bzh.vigie.collector.incident.HostNames;
import bzh.vigie.collector.store.Hosts.FormerName;
import bzh.vigie.collector.store.Hosts.Host;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whose a scanned disk says that it is and of when: so that nobody takes the wrong file or the wrong date without knowing. Whoever ruled the
 * host could write all of it, so it shows a mistake and never that a disk is the right one. Immutable.
 *
 * @param hostname empty where the disk tells none
 * @param installation SHA-256 of the installation's id; likewise
 * @param newest when its system last wrote what it writes all the time, by the clock of the host; empty where the disk does not tell
 * @param newestFile which file that was
 */
public record DiskOwner(String hostname, String installation, Optional<Instant> newest, String newestFile) {
    /** What was written may be so much later than a person says that the system was switched off: a time zone, a day without an hour. */
    static final Duration LATER = Duration.ofDays(1);

    /** A system that runs writes at least so often. */
    static final Duration EARLIER = Duration.ofDays(7);

    /** What of it does not fit. */
    public enum What {
        HOSTNAME,
        INSTALLATION,
        /** The disk was written to after it is said to be of. */
        LATER,
        /** The disk was written to last long before it is said to be of. */
        EARLIER,
        /** The disk was written to last before the eviction that it is said to be of after ended. */
        BEFORE_THE_END
    }

    /**
     * Something that does not fit.
     *
     * @param disk as the disk says it; by this a person confirms it
     * @param said as its host or the person says it
     */
    public record Mismatch(What what, String disk, String said) {}

    /** As the summary of a scan says it. */
    public static DiskOwner of(ScanFile file) {
        return new DiskOwner(
                file.said("hostname").strip(),
                file.said("installation_id").strip(),
                time(file.said("newest_time")),
                file.said("newest_file"));
    }

    private static Optional<Instant> time(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whether it says whose it is. */
    public boolean isNamed() {
        return !hostname.isEmpty() || !installation.isEmpty();
    }

    /** Whether both are one disk as it was at one time; unknown where it does not say which installation it is, or of when. */
    public boolean isSameDisk(DiskOwner other) {
        return !installation.isEmpty()
                && installation.equals(other.installation)
                && newest.isPresent()
                && newest.equals(other.newest);
    }

    /** The same of the bytes of a scan, which are parsed only where they name the installation. */
    public boolean isSameDiskIn(byte[] scan) {
        return !installation.isEmpty()
                && new String(scan, StandardCharsets.ISO_8859_1).contains(installation)
                && isSameDisk(of(ScanFile.read(scan)));
    }

    /** What does not fit to that host; what one of both does not tell is not compared. */
    public List<Mismatch> against(Host host, List<FormerName> former) {
        List<Mismatch> all = new ArrayList<>();
        boolean called = Stream.concat(
                        Stream.of(host.hostname()), former.stream().map(FormerName::name))
                .anyMatch(name -> HostNames.key(name).equals(HostNames.key(hostname)));
        if (!hostname.isEmpty() && !host.hostname().isBlank() && !called) {
            all.add(new Mismatch(What.HOSTNAME, hostname, host.hostname()));
        }
        String told = told(host);
        if (!installation.isEmpty() && !told.isEmpty() && !told.equals(installation)) {
            all.add(new Mismatch(What.INSTALLATION, installation, told));
        }
        return all;
    }

    private static String told(Host host) {
        try {
            return String.join("", FlatJson.fields(host.facts()).getOrDefault("installation_id", List.of()));
        } catch (IOException unknown) {
            return "";
        }
    }

    /**
     * What does not fit to a disk that is said to be of after that end. By its own clock: by how much that was ahead is its host's word, on
     * which the attacker was.
     */
    public Optional<Mismatch> against(Instant asOf, Instant end) {
        return newest.filter(each -> asOf.isAfter(end) && each.isBefore(end))
                .map(each -> new Mismatch(What.BEFORE_THE_END, each.toString(), end.toString()));
    }

    /**
     * What does not fit to when the disk is said to be of.
     *
     * @param skewMicros by how much the host's clock was ahead
     */
    public Optional<Mismatch> against(Instant asOf, long skewMicros) {
        return newest.map(each -> new Mismatch(
                        each.minus(skewMicros, ChronoUnit.MICROS).isAfter(asOf) ? What.LATER : What.EARLIER,
                        each.toString(),
                        asOf.toString()))
                .filter(each -> {
                    Instant written = newest.get().minus(skewMicros, ChronoUnit.MICROS);
                    return written.isAfter(asOf.plus(LATER)) || written.isBefore(asOf.minus(EARLIER));
                });
    }
}
