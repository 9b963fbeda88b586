package bzh.vigie.agent.persistence;

import bzh.vigie.agent.watchlist.LocalCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Who asked for a full pass and is told when one is over that began afterwards. Passes are asked for on any thread, begun and ended on one. */
final class AskedPasses implements LocalCheck.Reading {
    private final BooleanSupplier ready;
    private final Runnable begin;
    private final Queue<Consumer<LocalCheck.Pass>> asked = new ConcurrentLinkedQueue<>();

    /** Of those that asked, those whose pass has begun. */
    private final List<Consumer<LocalCheck.Pass>> waiting = new ArrayList<>();

    /**
     * @param ready whether one may be asked for
     * @param begin has a pass begin soon
     */
    AskedPasses(BooleanSupplier ready, Runnable begin) {
        this.ready = ready;
        this.begin = begin;
    }

    @Override
    public boolean isReady() {
        return ready.getAsBoolean();
    }

    @Override
    public void pass(Consumer<LocalCheck.Pass> over) {
        asked.add(over);
        begin.run();
    }

    /** A pass begins now. */
    void begun() {
        Consumer<LocalCheck.Pass> each = asked.poll();
        while (each != null) {
            waiting.add(each);
            each = asked.poll();
        }
    }

    /** The pass that began last is over. */
    void over(LocalCheck.Pass pass) {
        waiting.forEach(each -> each.accept(pass));
        waiting.clear();
    }
}
