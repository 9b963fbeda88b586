package bzh.vigie.wire;

import bzh.vigie.event.Event;
import bzh.vigie.event.Event.Checked;
import bzh.vigie.event.Moment;
import bzh.vigie.event.WatchlistEntry;
import bzh.vigie.v1.WatchlistCheck;
import bzh.vigie.v1.WatchlistHit;
import bzh.vigie.v1.WatchlistSwept;
import bzh.vigie.v1.WatchlistTaken;
import bzh.vigie.watchlist.LocalWatchlist;
import com.google.protobuf.ByteString;

/** What agents tell of the watchlist that they check, both ways. */
final class WatchlistChecks {
    private WatchlistChecks() {}

    /** As a message; items and programs by that encoding. */
    static WatchlistCheck encoded(Event.WatchlistCheck e, Encoding as) {
        WatchlistCheck.Builder out =
                WatchlistCheck.newBuilder().setList(ByteString.copyFrom(e.list().bytes()));
        switch (e.outcome()) {
            case Checked.Taken taken -> out.setTaken(WatchlistTaken.newBuilder().setEntries(taken.entries()));
            case Checked.ListedItem hit ->
                out.setHit(
                        WatchlistHit.newBuilder().setEntry(entry(hit.entry())).setItem(Encoding.item(hit.item())));
            case Checked.ListedProgram hit ->
                out.setHit(WatchlistHit.newBuilder()
                        .setEntry(entry(hit.entry()))
                        .setProgram(as.processStarted(hit.program())));
            case Checked.Swept swept ->
                out.setSwept(WatchlistSwept.newBuilder()
                        .setRequestId(Encoding.cut(swept.request(), Bounds.ID))
                        .setItems(swept.items())
                        .setPlaces(swept.places())
                        .setUnreadPlaces(swept.unreadPlaces())
                        .setUntold(swept.untold()));
        }
        return out.build();
    }

    private static ByteString entry(WatchlistEntry entry) {
        return ByteString.copyFrom(entry.bytes());
    }

    /**
     * From a message; items and programs by that decoding.
     *
     * @throws IllegalArgumentException where something is over its bounds
     */
    static Checked decoded(WatchlistCheck check, Moment at, String source, Decoding as) {
        return switch (check.getOutcomeCase()) {
            case TAKEN -> new Checked.Taken(count("entries", check.getTaken().getEntries(), LocalWatchlist.MOST));
            case HIT -> {
                var hit = check.getHit();
                WatchlistEntry entry = WatchlistEntry.of(hit.getEntry().toByteArray());
                yield switch (hit.getSeenCase()) {
                    case ITEM -> new Checked.ListedItem(entry, Fields.item(hit.getItem()));
                    case PROGRAM -> new Checked.ListedProgram(entry, as.processStarted(at, source, hit.getProgram()));
                    case SEEN_NOT_SET -> throw Decoding.notSet("seen");
                };
            }
            case SWEPT -> {
                var swept = check.getSwept();
                yield new Checked.Swept(
                        Decoding.text("request_id", swept.getRequestId(), LocalWatchlist.LONGEST_REQUEST),
                        count("items", swept.getItems(), Integer.MAX_VALUE),
                        count("places", swept.getPlaces(), Integer.MAX_VALUE),
                        count("unread_places", swept.getUnreadPlaces(), Integer.MAX_VALUE),
                        count("untold", swept.getUntold(), Integer.MAX_VALUE));
            }
            case OUTCOME_NOT_SET -> throw Decoding.notSet("outcome");
        };
    }

    private static int count(String field, int value, int most) {
        if (value < 0 || value > most) {
            throw new IllegalArgumentException(field + " is " + Integer.toUnsignedString(value) + ", at most " + most);
        }
        return value;
    }
}
