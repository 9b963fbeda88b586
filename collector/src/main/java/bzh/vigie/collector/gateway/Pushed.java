package bzh.vigie.collector.gateway;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Sha256;
import bzh.vigie.v1.CollectorFrame;
import bzh.vigie.v1.SweepRequest;
import bzh.vigie.v1.Watchlist;
import bzh.vigie.watchlist.LocalWatchlist;
import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The watchlist that one agent has as far as its connection knows, and what is to be sent so that it has another. One thread. */
final class Pushed {
    private ByteString has;
    private Instant askedFor = Instant.MIN;

    /** @param told the id that the agent said it has; empty for none */
    Pushed(ByteString told) {
        this.has = told;
    }

    /**
     * What is to be sent so that the agent checks this list, and goes through all that it has with it once.
     *
     * @param swept it has done that already
     */
    List<CollectorFrame> next(LocalWatchlist list, boolean swept) {
        ByteString id = list.isEmpty()
                ? ByteString.EMPTY
                : ByteString.copyFrom(list.id().bytes());
        List<CollectorFrame> frames = new ArrayList<>();
        if (!id.equals(has)) {
            has = id;
            frames.add(CollectorFrame.newBuilder()
                    .setWatchlist(Watchlist.newBuilder()
                            .setVersion(LocalWatchlist.VERSION)
                            .setSalt(ByteString.copyFrom(list.salt()))
                            .setEntries(ByteString.copyFrom(list.entries())))
                    .build());
        }
        if (!list.isEmpty() && !swept) {
            frames.add(CollectorFrame.newBuilder()
                    .setSweepRequest(
                            SweepRequest.newBuilder().setRequestId(list.id().hex()))
                    .build());
        }
        return frames;
    }

    /**
     * Asks it to go through all that it has for what was to be gone at that time; empty where it was asked so already. On a connection of its
     * own it is asked again.
     */
    Optional<CollectorFrame> sweep(Instant due) {
        if (due.equals(askedFor)) {
            return Optional.empty();
        }
        askedFor = due;
        return Optional.of(CollectorFrame.newBuilder()
                .setSweepRequest(SweepRequest.newBuilder().setRequestId("due-" + due.getEpochSecond()))
                .build());
    }

    /** Whether the agent told that it went through all that it has with this list: not for an event loop. */
    static boolean hasSwept(Store store, AgentId agent, Sha256 list) {
        return store.read(session -> session.localChecks().find(agent))
                .filter(check -> check.hasSwept(list))
                .isPresent();
    }
}
