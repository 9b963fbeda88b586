package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.CommandLine;
import bzh.vigie.agent.host.ProcessFacts;
import bzh.vigie.agent.host.ProcessNotices;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * What a trace session tells of processes, with what each tells when it is opened at once. Command line and SID come with the
 * event, so that they are there for a process that has ended; the path of its program is not.
 */
final class TraceNotices implements ProcessNotices {
    private static final long ASK_EVERY = TimeUnit.SECONDS.toNanos(5);
    /** FILETIME: how long before its event a process can have been made, and how far the two clocks differ. */
    private static final long EARLIER = 100_000_000L;

    private static final long LATER = 200_000L;

    private final TraceSession session;
    private final IntFunction<ProcessFacts> now;
    private long asked = System.nanoTime();

    /** Of that session, with what a process tells now. */
    TraceNotices(TraceSession session, IntFunction<ProcessFacts> now) {
        this.session = session;
        this.now = now;
    }

    @Override
    public boolean next(Watcher watcher) {
        try {
            session.next(1_000).ifPresent(record -> tell(record, watcher));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        if (System.nanoTime() - asked > ASK_EVERY) {
            asked = System.nanoTime();
            long lost = session.lost();
            if (lost > 0) {
                watcher.lost(lost);
            }
        }
        return session.isLive();
    }

    private void tell(TraceRecord record, Watcher watcher) {
        Optional<ProcessPayload> read = ProcessPayload.parse(record.data(), record.version(), record.pointer());
        if (read.isEmpty()) {
            watcher.lost(1);
            return;
        }
        ProcessPayload payload = read.get();
        if (record.id() == ProcessPayload.END) {
            watcher.exited(payload.pid(), payload.exitStatus());
        } else if (watcher.admits()) {
            watcher.executed(payload.pid(), record.time(), joined(payload, record.time(), now.apply(payload.pid())));
        }
    }

    /** The event with what the process of that number tells now, if that is the same one. */
    static ProcessFacts joined(ProcessPayload payload, long time, ProcessFacts now) {
        OptionalLong created = now.startTicks();
        boolean same =
                created.isPresent() && created.getAsLong() <= time + LATER && created.getAsLong() >= time - EARLIER;
        Observed<String> account = payload.sid()
                .map(Sid::toString)
                .map(Observed::known)
                .orElse(same ? now.accountId() : Observed.missed(Why.ENDED));
        Observed<CommandLine> line = Observed.known(new CommandLine.Text(payload.commandLine()));
        if (!same) {
            now.file().ifPresent(file -> file.close());
        }
        return new ProcessFacts(
                payload.pid(),
                same ? created : OptionalLong.of(time),
                OptionalInt.of(payload.parent()),
                payload.name(),
                account,
                same ? now.image() : Observed.missed(Why.ENDED),
                payload.commandLine().isEmpty() && same ? now.commandLine() : line,
                same && now.kernelThread(),
                same ? now.file() : Optional.empty());
    }

    @Override
    public void close() {
        session.close();
    }
}
