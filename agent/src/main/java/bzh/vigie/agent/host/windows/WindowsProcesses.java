package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.OpenImage;
import bzh.vigie.agent.host.ProcessFacts;
import bzh.vigie.agent.host.ProcessNotices;
import bzh.vigie.agent.host.Processes;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.Sockets.Owner;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.windows.program.SignedImages;
import bzh.vigie.event.Observed;
import bzh.vigie.event.Observed.Why;
import bzh.vigie.event.ReasonCode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The processes of this Windows: the kernel's list of them, and what each tells when it is opened. A process that may not be
 * opened is told as the list has it. Thread-safe; one buffer serves every list.
 */
public final class WindowsProcesses implements Processes {
    private static final int PROCESS_INFORMATION = 5;
    private static final int FIRST_BUFFER = 512 << 10;
    private static final int SYSTEM = 4;

    private final Files files;
    private final SignedImages images;
    private final MemorySegment length = Arena.ofAuto().allocate(8, 8);
    private final MemorySegment text = ProcessView.buffer(Arena.ofAuto());
    private final ProcessTraces traces;
    private MemorySegment list = Arena.ofAuto().allocate(FIRST_BUFFER, 8);

    /**
     * Those of the machine with these files.
     *
     * @param clock tells whether a certificate is valid where no time stamp tells when it was used
     */
    public WindowsProcesses(Files files, InstantSource clock) {
        this.files = files;
        traces = new ProcessTraces(TraceCalls.NATIVE, clock);
        HostPath windows = WindowsPath.parse(ProcessCalls.systemRoot()).orElse(HostPath.of("/C:/Windows"));
        images = new SignedImages(files, windows, clock);
    }

    @Override
    public synchronized void running(Consumer<ProcessFacts> each) throws Refused {
        ProcessEntries all = take();
        // The list is done with before anybody is told, who may ask for another one.
        List<ProcessFacts> told = new ArrayList<>();
        while (all.next()) {
            if (all.pid() != 0) {
                told.add(facts(all.entry(), false));
            }
        }
        // Whoever made a process began before it.
        told.sort(Comparator.comparingLong(facts -> facts.startTicks().orElse(0)));
        told.forEach(each);
    }

    @Override
    public synchronized void listed(Listed each) throws Refused {
        ProcessEntries all = take();
        while (all.next()) {
            if (all.pid() != 0) {
                each.process(all.pid(), OptionalLong.of(all.created()));
            }
        }
    }

    @Override
    public synchronized ProcessFacts facts(int pid) {
        return facts(listed(pid), true);
    }

    /** What the last list had of that pid, which may be nothing. */
    private ProcessEntries.Entry listed(int pid) {
        ProcessEntries all = last();
        while (all.next()) {
            if (all.pid() == pid) {
                return all.entry();
            }
        }
        return new ProcessEntries.Entry(pid, 0, 0, "", 0);
    }

    @Override
    public synchronized boolean runs(int pid, long start) {
        try (ProcessView view = new ProcessView(pid, text)) {
            // One that ended stays open for as long as somebody holds it.
            return view.isOpen() && view.created().equals(OptionalLong.of(start)) && !view.hasEnded();
        }
    }

    /** Who has that pid, asked for no more than a socket's owner needs; empty when it is gone. */
    synchronized Optional<Owner> owner(int pid) {
        try (ProcessView view = new ProcessView(pid, text)) {
            OptionalLong created = view.isOpen() ? view.created() : OptionalLong.empty();
            if (created.isPresent()) {
                return Optional.of(new Owner(pid, created.getAsLong(), view.image()));
            }
            ProcessFacts listed = unopened(listed(pid), view.why());
            return listed.startTicks().isPresent()
                    ? Optional.of(new Owner(pid, listed.startTicks().getAsLong(), listed.image()))
                    : Optional.empty();
        }
    }

    /** The kernel's list as it is now. */
    private ProcessEntries take() throws Refused {
        while (true) {
            int status = ProcessCalls.system(PROCESS_INFORMATION, list, length);
            if (NtStatus.isSuccess(status)) {
                return last();
            }
            // STATUS_INFO_LENGTH_MISMATCH
            boolean more = status == 0xC000_0004 && list.byteSize() < ProcessEntries.most();
            if (!more) {
                length.set(JAVA_INT, 0, 0);
                throw new Refused(
                        ReasonCode.FAILED, String.format(Locale.ROOT, "NtQuerySystemInformation 0x%08x", status));
            }
            list = Arena.ofAuto().allocate(2 * list.byteSize(), 8);
        }
    }

    private ProcessEntries last() {
        return new ProcessEntries(list, list.address(), Integer.toUnsignedLong(length.get(JAVA_INT, 0)));
    }

    private ProcessFacts facts(ProcessEntries.Entry listed, boolean withFile) {
        try (ProcessView view = new ProcessView(listed.pid(), text)) {
            if (!view.isOpen()) {
                return unopened(listed, view.why());
            }
            OptionalLong created = view.created();
            boolean same = created.isPresent() && created.getAsLong() == listed.created();
            Observed<String> image = view.image();
            boolean kernel = listed.pid() == SYSTEM || isOfKernel(listed, image);
            return new ProcessFacts(
                    listed.pid(),
                    created,
                    view.parent(),
                    same ? listed.name() : name(image),
                    view.account(),
                    kernel ? Observed.missed(Why.NOT_OFFERED) : image,
                    kernel ? Observed.missed(Why.NOT_OFFERED) : view.commandLine(),
                    kernel,
                    withFile && !kernel ? open(image) : Optional.empty());
        }
    }

    private static ProcessFacts unopened(ProcessEntries.Entry listed, Why why) {
        boolean there = listed.created() != 0 && why != Why.ENDED;
        boolean kernel = listed.pid() == SYSTEM || (there && isOfKernel(listed, Observed.missed(why)));
        return new ProcessFacts(
                listed.pid(),
                there ? OptionalLong.of(listed.created()) : OptionalLong.empty(),
                there ? OptionalInt.of(listed.parent()) : OptionalInt.empty(),
                there ? listed.name() : "",
                Observed.missed(why),
                Observed.missed(why),
                Observed.missed(why),
                kernel,
                Optional.empty());
    }

    /** Registry, Memory Compression, Secure System: made by the system, without a program. */
    private static boolean isOfKernel(ProcessEntries.Entry listed, Observed<String> image) {
        return listed.parent() == SYSTEM
                && image instanceof Observed.Missed<String>
                && listed.name().indexOf('.') < 0;
    }

    private static String name(Observed<String> image) {
        String path = image.ifKnown().orElse("");
        return path.substring(path.lastIndexOf('\\') + 1);
    }

    private Optional<OpenImage> open(Observed<String> image) {
        return image.ifKnown().flatMap(WindowsPath::parse).flatMap(path -> WindowsImage.of(files, path, images));
    }

    @Override
    public OptionalInt startCanary() {
        return WindowsCanary.start();
    }

    /** By a trace session of our own; the calling thread goes ahead of others from then on, since it reads what would be lost. */
    @Override
    public ProcessNotices notices() throws Refused {
        boolean ignored = Priority.ahead();
        return traces.begin(this::facts);
    }
}
