package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.watchlist.LocalCheck;
import bzh.vigie.event.Item;
import bzh.vigie.event.LocationStatus.AsShipped;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one reading of a site found.
 *
 * @param items to be told one by one
 * @param asShipped of a place with masses of items, those with nothing to look at; empty for other places
 * @param listed of those with nothing to look at, what is on the watchlist
 * @param unread files and directories that could not be read: nothing is known of what they hold
 * @param unseen of a directory, objects that could not be looked into
 * @param interests where something new would be noticed
 * @param detail in plain English, why it is not wholly read
 */
record SiteReading(
        List<Item> items,
        Optional<AsShipped> asShipped,
        List<Item> listed,
        State state,
        ReasonCode reason,
        String detail,
        long bytes,
        Set<HostPath> unread,
        Unseen unseen,
        Interests interests) {
    private static final int MAX_DETAIL = 1_000;

    /** Of a location for accounts, where nobody has a home. */
    static final SiteReading NOBODY = new SiteReading(
            List.of(),
            Optional.empty(),
            State.NOT_APPLICABLE,
            ReasonCode.NOT_PRESENT,
            SourceText.detail("location-no-home"),
            0,
            Set.of(),
            Set.of());

    /** Of a site that went. */
    static final SiteReading NOTHING = new SiteReading(
            List.of(), Optional.empty(), State.NOT_APPLICABLE, ReasonCode.NOT_PRESENT, "", 0, Set.of(), Set.of());

    SiteReading {
        items = List.copyOf(items);
        listed = List.copyOf(listed);
        unread = Set.copyOf(unread);
    }

    /** One of which nothing is on the watchlist but among its items. */
    SiteReading(
            List<Item> items,
            Optional<AsShipped> asShipped,
            State state,
            ReasonCode reason,
            String detail,
            long bytes,
            Set<HostPath> unread,
            Interests interests) {
        this(items, asShipped, List.of(), state, reason, detail, bytes, unread, Unseen.NONE, interests);
    }

    /** One whose changes show in directories alone. */
    SiteReading(
            List<Item> items,
            Optional<AsShipped> asShipped,
            State state,
            ReasonCode reason,
            String detail,
            long bytes,
            Set<HostPath> unread,
            Set<Finder.Interest> interests) {
        this(items, asShipped, state, reason, detail, bytes, unread, Interests.of(interests));
    }

    /** What it holds against the watchlist. */
    LocalCheck.Place place(Site.Name name) {
        return new LocalCheck.Place(name.location() + " " + name.accountId(), items, listed, folded(), isWhole());
    }

    /** A site that could not be read at all. */
    static SiteReading unreadable(ReasonCode reason, String detail) {
        return new SiteReading(
                List.of(), Optional.empty(), State.UNREADABLE, reason, detail, 0, Set.of(HostPath.ROOT), Set.of());
    }

    /** The same, watched there. */
    SiteReading watched(Interests others) {
        return new SiteReading(items, asShipped, listed, state, reason, detail, bytes, unread, unseen, others);
    }

    /** The same with other items. */
    SiteReading with(List<Item> others) {
        return new SiteReading(others, asShipped, listed, state, reason, detail, bytes, unread, unseen, interests);
    }

    /** The same, of what was folded these being on the watchlist. */
    SiteReading withListed(List<Item> others) {
        return new SiteReading(items, asShipped, others, state, reason, detail, bytes, unread, unseen, interests);
    }

    /** How many items are told only as count and digest. */
    int folded() {
        return asShipped.map(AsShipped::items).orElse(0);
    }

    /** The same with that to say of it. */
    SiteReading withDetail(String other) {
        return new SiteReading(items, asShipped, listed, state, reason, other, bytes, unread, unseen, interests);
    }

    /** Whether nothing of it was left out. */
    boolean isWhole() {
        return unread.isEmpty() && unseen.equals(Unseen.NONE);
    }

    /** What could not be read, as texts that the sources of items begin with. */
    List<String> unreadTexts() {
        return Stream.concat(unread.stream().map(HostPath::text).map(VolatileParts::steady), unseen.hidden().stream())
                .toList();
    }

    /** The same, which is not the whole for that reason. */
    SiteReading partial(ReasonCode why, String said) {
        return new SiteReading(items, asShipped, listed, State.PARTIAL, why, said, bytes, unread, unseen, interests);
    }

    /** The same, where something is mounted over those of its places: what lies below may be anything. */
    SiteReading coveredAt(List<HostPath> points) {
        if (points.isEmpty()) {
            return this;
        }
        Set<HostPath> notRead = new HashSet<>(unread);
        notRead.addAll(points);
        String said = points.contains(HostPath.ROOT)
                ? SourceText.detail("location-other-root")
                : SourceText.detail(
                        "location-covered",
                        points.stream().limit(8).map(HostPath::text).collect(Collectors.joining(", ")));
        String bounded = said.length() > MAX_DETAIL ? said.substring(0, MAX_DETAIL) : said;
        State now = state == State.UNREADABLE ? state : State.PARTIAL;
        return new SiteReading(
                items, asShipped, listed, now, ReasonCode.COVERED, bounded, bytes, notRead, unseen, interests);
    }

    /** The same, objects of a directory being unseen. */
    SiteReading withUnseen(Unseen objects) {
        return new SiteReading(items, asShipped, listed, state, reason, detail, bytes, unread, objects, interests);
    }

    /** Whether an item with this source might still be there although it was not found. */
    boolean mayHide(String source) {
        return unseen.mayHide(source) || isUnread(source);
    }

    /** Whether anything might. */
    boolean mayHideAll() {
        return unseen.doubtsAll() || unread.contains(HostPath.ROOT);
    }

    private boolean isUnread(String source) {
        return unread.stream()
                .map(HostPath::text)
                .map(VolatileParts::steady)
                .anyMatch(path -> path.equals("/") || source.equals(path) || source.startsWith(path + "/"));
    }
}
