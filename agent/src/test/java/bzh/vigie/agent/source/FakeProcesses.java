package bzh.vigie.agent.source;

import bzh.vigie.agent.host.CommandLine;
import bzh.vigie.agent.host.FileIdentity;
import bzh.vigie.agent.host.HashedImage;
import bzh.vigie.agent.host.OpenImage;
import bzh.vigie.agent.host.ProcessFacts;
import bzh.vigie.agent.host.ProcessNotices;
import bzh.vigie.agent.host.Processes;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Processes that a test makes up; each open file is counted. */
final class FakeProcesses implements Processes {
    static final int CANARY = 4_242;

    final Map<Integer, ProcessFacts> running = new ConcurrentHashMap<>();
    final BlockingQueue<Consumer<ProcessNotices.Watcher>> notices = new LinkedBlockingQueue<>();
    final AtomicInteger open = new AtomicInteger();
    volatile boolean refused;
    volatile boolean noList;
    volatile boolean neverTold;
    /** They run and are in no list. */
    final Map<Integer, ProcessFacts> hidden = new ConcurrentHashMap<>();

    volatile Optional<Notices> otherNotices = Optional.empty();
    volatile boolean stopped;
    volatile boolean listsStarts;
    volatile Observed<String> signer = Observed.missed(Observed.Why.NOT_OFFERED);
    volatile boolean canaryIsSeen = true;
    /** Open until the source starts its canary: no process is seen before it was started. */
    final CountDownLatch canaryStarted = new CountDownLatch(1);

    static ProcessFacts facts(int pid, long start, int parent, String image, String... arguments) {
        return new ProcessFacts(
                pid,
                OptionalLong.of(start),
                OptionalInt.of(parent),
                "name",
                Observed.known("0"),
                Observed.known(image),
                Observed.known(new CommandLine.Arguments(List.of(arguments))),
                false,
                Optional.empty());
    }

    static ProcessFacts gone(int pid) {
        return new ProcessFacts(
                pid,
                OptionalLong.empty(),
                OptionalInt.empty(),
                "",
                Observed.missed(Observed.Why.ENDED),
                Observed.missed(Observed.Why.ENDED),
                Observed.missed(Observed.Why.ENDED),
                false,
                Optional.empty());
    }

    @Override
    public void running(Consumer<ProcessFacts> each) throws Refused {
        refuseList();
        if (neverTold) {
            // One more at each look, of which no notice comes.
            int pid = 50_000 + running.size();
            running.put(pid, facts(pid, pid, 1, "C:\\\\x.exe", "x"));
        }
        running.values().forEach(each);
    }

    @Override
    public void listed(Listed each) throws Refused {
        refuseList();
        running.values().forEach(f -> each.process(f.pid(), listsStarts ? f.startTicks() : OptionalLong.empty()));
    }

    private void refuseList() throws Refused {
        if (noList) {
            throw new Refused(ReasonCode.FAILED, "NtQuerySystemInformation 0xc0000022");
        }
    }

    @Override
    public ProcessFacts facts(int pid) {
        return withFile(running.getOrDefault(pid, hidden.getOrDefault(pid, gone(pid))));
    }

    ProcessFacts withFile(ProcessFacts f) {
        String path = f.image().ifKnown().orElse("");
        open.incrementAndGet();
        OpenImage file = new OpenImage() {
            @Override
            public FileIdentity identity() {
                return new FileIdentity(1, path.hashCode(), 1, 1, 1);
            }

            @Override
            public Observed<HashedImage> hash(long limit) {
                return Observed.known(new HashedImage(Sha256.over(path.getBytes(StandardCharsets.UTF_8)), signer));
            }

            @Override
            public void close() {
                open.decrementAndGet();
            }
        };
        return new ProcessFacts(
                f.pid(),
                f.startTicks(),
                f.parentPid(),
                f.name(),
                f.accountId(),
                f.image(),
                f.commandLine(),
                f.kernelThread(),
                Optional.of(file));
    }

    @Override
    public OptionalInt startCanary() {
        canaryStarted.countDown();
        if (canaryIsSeen) {
            notices.add(watcher -> watcher.executed(CANARY, 9_000, gone(CANARY)));
        }
        return OptionalInt.of(CANARY);
    }

    /** Where notices come from in place of the queue. */
    @FunctionalInterface
    interface Notices {
        ProcessNotices open() throws Refused;
    }

    @Override
    public ProcessNotices notices() throws Refused {
        if (otherNotices.isPresent()) {
            return otherNotices.get().open();
        }
        if (refused) {
            throw new Refused(ReasonCode.NO_RIGHT, "bind netlink 11 errno 1");
        }
        return new ProcessNotices() {
            @Override
            public boolean next(Watcher watcher) {
                try {
                    Consumer<Watcher> next = notices.poll(20, TimeUnit.MILLISECONDS);
                    if (next != null) {
                        next.accept(watcher);
                    }
                    return !stopped;
                } catch (InterruptedException e) {
                    return false;
                }
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }
}
