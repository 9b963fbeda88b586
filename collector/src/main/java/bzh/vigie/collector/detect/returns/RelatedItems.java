package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.LetterCase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Related items of an attacker artefact on its host: what starts the same file, the unit with its links, timers and drop-ins, an account with
 * its entries, the same key, what names the file, and what was written within the same minute. A proposal: an analyst chooses. Pure.
 */
public final class RelatedItems {
    /** Of one artefact at most. */
    public static final int MOST = 50;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Shorter paths stand in other texts by chance. */
    static final int SHORTEST_PATH = 6;

    private static final List<String> MERGED = List.of("/bin/", "/sbin/", "/lib/", "/lib64/");
    private static final String SYSTEMD = "linux.systemd.";

    /** Items of one file or key of which the time of the file says something of each: more are lines of a file that others write too. */
    static final int MOST_OF_ONE_TIME = 10;

    /** A file or key of which everything is one unit's. */
    private static final List<String> OF_ONE_UNIT =
            List.of(SYSTEMD, "linux.dbus.", "linux.init.d", "linux.xdg.", "windows.service", "windows.task");

    private RelatedItems() {}

    /** By what an item belongs to another. */
    public enum Tie {
        /** It starts, or is, the same file. */
        FILE,
        /** It is a part of the same unit, service or task. */
        UNIT,
        /** It is the account's, or the account itself. */
        ACCOUNT,
        /** It lets the same key in. */
        KEY,
        /** The text of one names the file of the other. */
        TEXT,
        /** A process that ran its file. */
        PROCESS,
        /** The process that wrote it, or a child of the same parent, wrote this too, within a minute of it. */
        SAME_PARENT,
        /** It was written, or first told, within a minute of it: perhaps by chance. */
        SAME_MINUTE;

        /** Whether it is proposed to be marked, and not only shown. */
        public boolean isProposed() {
            return this != SAME_MINUTE;
        }
    }

    /** A related item and its first tie. */
    public record Related(Known known, Tie tie) {
        /** As it is with what processes tell of it. */
        public Related told(RelatedProcesses processes) {
            return tie == Tie.SAME_MINUTE && processes.wrote(known.item()) ? new Related(known, Tie.SAME_PARENT) : this;
        }
    }

    /**
     * What belongs to these items, the nearest first, and to what belongs to them.
     *
     * @param chosen of one host
     * @param there everything on it
     */
    public static List<Related> of(List<Known> chosen, List<Known> there) {
        Map<String, Related> found = new LinkedHashMap<>();
        List<Part> parts = there.stream().map(Part::of).toList();
        // a copy of a shell is the attacker's, and whoever logs on with the shell is not
        Set<Sha256> ofPackages = parts.stream()
                .filter(part -> isFileVouched(part.item()))
                .flatMap(part -> part.item().sha256().stream())
                .collect(Collectors.toSet());
        List<Part> first = chosen.stream().map(Part::of).toList();
        Set<String> own = first.stream().map(Part::key).collect(Collectors.toSet());
        Deque<Part> next = new ArrayDeque<>(first);
        while (!next.isEmpty()) {
            Part of = next.poll();
            boolean packaged = parts.stream().anyMatch(each -> each.vouched() && isOfUnit(each, of));
            for (Part each : parts) {
                if (found.size() < MOST && !own.contains(each.key()) && !found.containsKey(each.key())) {
                    tie(of, each, packaged, ofPackages).ifPresent(tie -> {
                        found.put(each.key(), new Related(each.known(), tie));
                        next.add(each);
                    });
                }
            }
        }
        List<Related> all = new ArrayList<>(found.values());
        Instant enrolled = there.stream()
                .map(Known::firstSeen)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
        Map<String, Long> ofSource = parts.stream().collect(Collectors.groupingBy(Part::source, Collectors.counting()));
        parts.stream()
                .filter(each -> !own.contains(each.key()) && !found.containsKey(each.key()) && !each.vouched())
                .filter(each -> chosen.stream()
                        .anyMatch(one -> isOfOneMinute(
                                one,
                                each.known(),
                                enrolled,
                                ofSource.getOrDefault(each.source(), 0L) <= MOST_OF_ONE_TIME)))
                .map(Part::known)
                .limit(MOST - Math.min(MOST, all.size()))
                .forEach(each -> all.add(new Related(each, Tie.SAME_MINUTE)));
        return all;
    }

    /**
     * An item with what is compared of it, worked out once: each is held against many.
     *
     * @param vouched whether a package that the host has, or a publisher, knows it
     * @param file that it starts, where nobody vouches for it: an interpreter or a packaged program has nothing to do with the attacker
     * @param target and source in one spelling
     * @param ofOneUnit whether all of its file or key is one unit's
     * @param unit without its kind: a timer is its service's
     */
    private record Part(
            Known known,
            String key,
            boolean vouched,
            String file,
            String target,
            String source,
            boolean ofOneUnit,
            String unit) {
        static Part of(Known known) {
            Item item = known.item();
            boolean vouched = isVouched(item);
            String target = path(item.target());
            return new Part(
                    known,
                    item.key(),
                    vouched,
                    isFileVouched(item) ? "" : target,
                    target,
                    path(item.source()),
                    OF_ONE_UNIT.stream().anyMatch(item.location()::startsWith),
                    unitOf(item));
        }

        Item item() {
            return known.item();
        }
    }

    private static Optional<Tie> tie(Part of, Part other, boolean packaged, Set<Sha256> ofPackages) {
        boolean sameContent = !isFileVouched(of.item())
                && of.item().sha256().filter(sha -> !ofPackages.contains(sha)).isPresent()
                && of.item().sha256().equals(other.item().sha256());
        boolean starts = !of.file().isEmpty()
                && (of.file().equals(other.target()) || of.file().equals(other.source()));
        boolean started = !other.file().isEmpty() && other.file().equals(of.source());
        boolean packagesOwn = isPackagesOwn(other);
        if (!packagesOwn && (sameContent || starts || started)) {
            return Optional.of(Tie.FILE);
        }
        if (!packaged && !other.vouched() && isOfUnit(of, other) && !isEarlierUnit(of, other)) {
            return Optional.of(Tie.UNIT);
        }
        if (isAccount(of.item())
                && !of.item().name().isEmpty()
                && !isSkeleton(other.item())
                && isOfAccount(other.item(), of.item().name())) {
            return Optional.of(Tie.ACCOUNT);
        }
        if (isKey(of.item())
                && isKey(other.item())
                && of.item().name().equals(other.item().name())) {
            return Optional.of(Tie.KEY);
        }
        boolean named = namesFile(other.item().value(), of.file())
                || (!of.vouched() && namesFile(of.item().value(), other.file()));
        return named && !packagesOwn ? Optional.of(Tie.TEXT) : Optional.empty();
    }

    /** Whether it names what runs as its package does on every host: what lies there is not the package's, that it is run is. */
    private static boolean isPackagesOwn(Part part) {
        return part.item().shipped() == Shipped.AS_PACKAGED
                && !part.item().packageName().isEmpty()
                && !part.source().equals(part.target());
    }

    static boolean namesFile(String text, String file) {
        return file.length() >= SHORTEST_PATH && names(text, file);
    }

    /** A package that the host has, or a publisher, knows what it starts; the package may be that of the file that names it. */
    private static boolean isVouched(Item item) {
        if (item.traits().contains(Trait.TARGET_UNOWNED)) {
            return false;
        }
        return item.shipped() == Shipped.AS_PACKAGED
                || item.signature() == Signature.VALID
                || (!item.packageName().isEmpty() && item.shipped() != Shipped.MODIFIED);
    }

    /** Likewise the file that it starts, where only what names it was changed. */
    static boolean isFileVouched(Item item) {
        boolean named = !item.packageName().isEmpty() && !item.source().equals(item.target());
        return isVouched(item)
                || (named
                        && item.shipped() == Shipped.MODIFIED
                        && item.os().equals("linux")
                        && !item.traits().contains(Trait.TARGET_UNOWNED)
                        && !item.traits().contains(Trait.TARGET_MODIFIED));
    }

    /** One spelling of a path: Windows does not tell letter cases apart, and the folders of a merged /usr have two names. */
    static String path(String path) {
        if (path.startsWith("/")) {
            return MERGED.stream().anyMatch(path::startsWith) ? "/usr" + path : path;
        }
        return LetterCase.fold(path);
    }

    /** Whether both are of one unit: its file or key, or a drop-in, a link or a timer of that name. */
    private static boolean isOfUnit(Part one, Part other) {
        return one.ofOneUnit()
                && other.ofOneUnit()
                && (one.source().equals(other.source())
                        || (!one.unit().isEmpty() && one.unit().equals(other.unit())));
    }

    /** Whether a drop-in came to a unit that was there before, which is then whoever's made it: not written within a minute of it. */
    private static boolean isEarlierUnit(Part dropIn, Part unit) {
        Optional<Instant> came = modified(dropIn.known());
        Optional<Instant> made = modified(unit.known());
        return isDropIn(dropIn)
                && !isDropIn(unit)
                && came.isPresent()
                && made.isPresent()
                && !isNear(came.get(), made.get());
    }

    private static boolean isDropIn(Part part) {
        return part.item().location().startsWith(SYSTEMD)
                && part.item().location().endsWith("drop-in");
    }

    /** The name of the unit of systemd that an item is of, without its kind: a timer is its service's; empty for what is of none. */
    public static String unitOf(Item item) {
        if (!item.location().startsWith(SYSTEMD)) {
            return "";
        }
        String name = item.name().substring(item.name().lastIndexOf('/') + 1);
        int colon = name.indexOf(':');
        String whole = colon < 0 ? name : name.substring(0, colon);
        int dot = whole.lastIndexOf('.');
        return dot < 0 ? "" : whole.substring(0, dot);
    }

    private static boolean isAccount(Item item) {
        return item.location().equals("linux.account.passwd") || item.location().equals("windows.account.local");
    }

    private static boolean isOfAccount(Item item, String account) {
        return item.account().map(Account::name).filter(account::equals).isPresent()
                || (item.location().contains(".account.") && item.name().equals(account))
                || (item.location().contains(".account.") && names(item.value(), account))
                || (item.location().contains("sudo") && item.name().startsWith(account + " "));
    }

    /** A file that every account has from its first day, as its package has it below /etc/skel. */
    private static boolean isSkeleton(Item item) {
        return item.shipped() == Shipped.AS_PACKAGED && SystemPrograms.isFixed(item.source());
    }

    private static boolean isKey(Item item) {
        return item.location().contains(".ssh.") && item.name().startsWith("SHA256:");
    }

    /** Whether it stands in the text by itself. */
    private static boolean names(String text, String word) {
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
            int end = at + word.length();
            boolean begins = at == 0 || !isOfWord(text.charAt(at - 1));
            if (begins && (end == text.length() || !isOfWord(text.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' || c == '/';
    }

    /**
     * Written within a minute of the other, or first told so, unless both were there when the host was enrolled.
     *
     * @param timed whether the time of its file is the other's own
     */
    private static boolean isOfOneMinute(Known one, Known other, Instant enrolled, boolean timed) {
        Optional<Instant> a = modified(one);
        Optional<Instant> b = modified(other);
        boolean written = timed && a.isPresent() && b.isPresent() && isNear(a.get(), b.get());
        boolean told = isNear(one.firstSeen(), other.firstSeen()) && !isNear(one.firstSeen(), enrolled);
        return written || told;
    }

    private static Optional<Instant> modified(Known known) {
        return known.item().times().modifiedMicros().isPresent()
                ? Optional.of(
                        Instant.EPOCH.plus(known.item().times().modifiedMicros().getAsLong(), ChronoUnit.MICROS))
                : Optional.empty();
    }

    private static boolean isNear(Instant a, Instant b) {
        return Duration.between(a, b).abs().compareTo(MINUTE) <= 0;
    }
}
