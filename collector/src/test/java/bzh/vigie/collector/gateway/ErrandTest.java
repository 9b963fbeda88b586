package bzh.vigie.collector.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.protobuf.ByteString;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

final class ErrandTest {
    private final Queue<Runnable> desk = new ArrayDeque<>();
    private int budget;
    private final List<Integer> handled = new ArrayList<>();
    private final List<RuntimeException> failures = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private int done;
    private final Errand errand = new Errand(
            channel.pipeline().firstContext(), desk::add, this::giveBack, this::handle, () -> done++, failures::add);

    private void giveBack(Frame frame) {
        budget -= frame.held();
    }

    /** Each frame asks for one thing at the desk. */
    private void handle(Frame frame) {
        handled.add(frame.held());
        errand.go(() -> frame, this::giveBack);
    }

    private void arrive(int held) {
        budget += held;
        Frame frame = new Frame(ByteString.EMPTY, held);
        if (!errand.holds(frame)) {
            handle(frame);
        }
    }

    @Test
    void whoAsksFasterThanIsDoneWaitsAndKeepsItsHoldOnTheBudget() {
        arrive(10);
        arrive(20);
        arrive(30);
        assertEquals(1, desk.size(), "one thing at a time");
        assertEquals(60, budget);
        desk.remove().run();
        assertEquals(50, budget);
        assertEquals(0, done);
        desk.remove().run();
        desk.remove().run();
        assertEquals(List.of(10, 20, 30), handled, "in the order of arrival");
        assertEquals(0, budget);
        assertEquals(1, done);
        assertFalse(errand.isUnderWay());
    }

    @Test
    void whatFailsIsToldAndTheRestGoesOn() {
        errand.go(
                () -> {
                    throw new IllegalStateException("the store is gone");
                },
                never -> handled.add(-1));
        arrive(20);
        desk.remove().run();
        assertEquals(1, failures.size());
        assertEquals(List.of(20), handled);
    }

    @Test
    void whatStillWaitsAtTheEndGivesItsHoldBack() {
        arrive(10);
        arrive(20);
        errand.forget();
        desk.remove().run();
        assertEquals(List.of(10), handled);
        assertEquals(0, budget);
    }
}
