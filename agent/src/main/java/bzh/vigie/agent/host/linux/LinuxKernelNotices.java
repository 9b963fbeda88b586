package bzh.vigie.agent.host.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import bzh.vigie.agent.host.KernelNotices;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.Event.KernelCodeKind;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Modules by the kernel's notices of its objects (NETLINK_KOBJECT_UEVENT, linux/netlink.h), eBPF programs by their list, which is
 * taken every ten seconds ({@link BpfPrograms}).
 */
public final class LinuxKernelNotices implements KernelNotices {
    private static final int NETLINK_KOBJECT_UEVENT = 15;
    private static final int KERNEL = 1;
    private static final int BUFFER = 8_192;
    private static final int QUEUE = 1 << 20;
    private static final int WAIT_MILLIS = 2_000;
    private static final long LIST_EVERY = TimeUnit.SECONDS.toNanos(10);
    private static final String MODULES = "/module/";

    private final Optional<Netlink> modules;
    private final Optional<BpfPrograms> programs;
    private final List<Refused> refused;
    private long listed = System.nanoTime() - LIST_EVERY;
    private long lost;

    private LinuxKernelNotices(Optional<Netlink> modules, Optional<BpfPrograms> programs, List<Refused> refused) {
        this.modules = modules;
        this.programs = programs;
        this.refused = List.copyOf(refused);
    }

    /**
     * Opens what the kernel lets us.
     *
     * @throws Refused where it lets us nothing
     */
    public static KernelNotices open() throws Refused {
        List<Refused> refused = new ArrayList<>();
        Optional<Netlink> modules = Optional.empty();
        Optional<BpfPrograms> programs = Optional.empty();
        try {
            Netlink netlink = Netlink.open(NETLINK_KOBJECT_UEVENT, KERNEL, BUFFER, QUEUE);
            netlink.timeout(WAIT_MILLIS);
            modules = Optional.of(netlink);
        } catch (Refused e) {
            refused.add(e);
        }
        try {
            programs = Optional.of(BpfPrograms.open());
        } catch (Refused e) {
            refused.add(e);
        }
        if (modules.isEmpty() && programs.isEmpty()) {
            throw refused.getFirst();
        }
        return new LinuxKernelNotices(modules, programs, refused);
    }

    @Override
    public boolean next(Consumer<Code> each) {
        if (programs.isPresent() && System.nanoTime() - listed >= LIST_EVERY) {
            listed = System.nanoTime();
            programs.get().changes(each);
        }
        if (modules.isEmpty()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(WAIT_MILLIS));
            return true;
        }
        Netlink netlink = modules.get();
        int length = netlink.receive();
        if (length > 0) {
            module(netlink.buffer(), length).ifPresent(each);
        } else if (length == Netlink.OVERRUN) {
            lost++;
        }
        return length != Netlink.BROKEN;
    }

    /** A notice is {@code ACTION@/path} and NUL, then what repeats it: {@code add@/module/NAME} for a module. */
    static Optional<Code> module(MemorySegment buffer, int length) {
        int end = 0;
        while (end < length && buffer.get(JAVA_BYTE, end) != 0) {
            end++;
        }
        String notice = new String(buffer.asSlice(0, end).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
        int at = notice.indexOf('@');
        if (at < 0 || !notice.startsWith(MODULES, at + 1)) {
            return Optional.empty();
        }
        String name = notice.substring(at + 1 + MODULES.length());
        boolean loaded = notice.startsWith("add@");
        return name.isEmpty() || name.indexOf('/') >= 0 || !(loaded || notice.startsWith("remove@"))
                ? Optional.empty()
                : Optional.of(new Code(KernelCodeKind.MODULE, loaded, name, ""));
    }

    @Override
    public long lost() {
        long dropped = lost;
        lost = 0;
        return dropped;
    }

    @Override
    public List<Refused> refused() {
        return refused;
    }

    @Override
    public void close() {
        modules.ifPresent(Netlink::close);
    }
}
