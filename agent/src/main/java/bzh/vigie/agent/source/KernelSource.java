package bzh.vigie.agent.source;

import bzh.vigie.agent.host.KernelNotices;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Event;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import bzh.vigie.text.Printable;
import bzh.vigie.text.SourceText;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** {@code linux.kernel}: code that the kernel takes in or lets go, modules and eBPF programs. */
final class KernelSource implements Source {
    private static final String ID = "linux.kernel";
    private static final long TRY_AGAIN = TimeUnit.MINUTES.toNanos(5);

    private final Sink sink;
    private final Clock clock;
    private final Path stateDir;
    private final KernelNotices.Opener opener;
    private final Told told;
    private final Quota quota = new Quota(10, 500, System::nanoTime);
    private final WatchThread thread = new WatchThread("vigie-kernel", this::watch);

    /** Not started yet. */
    KernelSource(Sink sink, Clock clock, Path stateDir, KernelNotices.Opener opener) {
        this.sink = sink;
        this.clock = clock;
        this.stateDir = stateDir;
        this.opener = opener;
        told = new Told(ID, 2, sink, clock);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public void guardedBy(HangGuard guard) {
        guard.watch(thread.call(), told);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.stop();
        told.state(WatchState.DOWN, ReasonCode.STOPPED, SourceText.detail("kernel-stopped"));
    }

    private void watch() {
        while (!thread.isStopped()) {
            try {
                look();
            } catch (RuntimeException | Error e) {
                // A thread that ended would leave a source that looks alive and tells nothing.
                told.failed(e);
            }
            thread.pause(TRY_AGAIN);
        }
        told.tellLost(ReasonCode.OVERLOADED, "", true);
    }

    private void look() {
        thread.at("KernelNotices.open");
        try (Trying _ = Trying.begin(stateDir, ID, clock);
                KernelNotices notices = opener.open()) {
            if (notices.refused().isEmpty()) {
                told.state(WatchState.LIVE, ReasonCode.NONE, SourceText.detail("kernel-live"));
            } else {
                Refused first = notices.refused().getFirst();
                String words = notices.refused().stream().map(Refused::what).collect(Collectors.joining(", "));
                told.state(WatchState.PARTIAL, first.reason(), SourceText.detail("kernel-partial", words));
            }
            thread.at("KernelNotices.next");
            while (!thread.isStopped() && notices.next(this::tell)) {
                thread.at("KernelNotices.next");
                long lost = notices.lost();
                if (lost > 0) {
                    told.lost(lost);
                }
                told.tellLost(ReasonCode.OVERLOADED, "", false);
            }
        } catch (Refused e) {
            told.state(WatchState.DOWN, e.reason(), e.detailOr(SourceText.detail("kernel-down", e.what())));
        }
    }

    private void tell(KernelNotices.Code code) {
        if (quota.take()) {
            sink.accept(new Event.KernelCode(
                    clock.now(), ID, code.kind(), code.loaded(), Printable.clean(code.name()), code.detail()));
        } else {
            told.lost(1);
        }
    }
}
