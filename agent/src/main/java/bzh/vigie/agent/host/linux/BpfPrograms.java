package bzh.vigie.agent.host.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import bzh.vigie.agent.host.KernelNotices.Code;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.Event.KernelCodeKind;
import bzh.vigie.event.ReasonCode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The eBPF programs of the kernel, by their ids (bpf(2); commands and {@code struct bpf_prog_info} in linux/bpf.h). Reads only. Needs
 * CAP_SYS_ADMIN. Not thread-safe.
 */
final class BpfPrograms {
    private static final int PROG_GET_NEXT_ID = 11;
    private static final int PROG_GET_FD_BY_ID = 13;
    private static final int OBJ_GET_INFO_BY_FD = 15;
    private static final int INFO_BYTES = 80;
    private static final int TAG = 8;
    private static final int TAG_BYTES = 8;
    private static final int NAME = 64;
    private static final int NAME_BYTES = 16;
    private static final int MOST = 4_096;
    /** enum bpf_prog_type, in its order. */
    private static final String[] TYPES = {
        "unspecified",
        "socket-filter",
        "kprobe",
        "sched-cls",
        "sched-act",
        "tracepoint",
        "xdp",
        "perf-event",
        "cgroup-skb",
        "cgroup-sock",
        "lwt-in",
        "lwt-out",
        "lwt-xmit",
        "sock-ops",
        "sk-skb",
        "cgroup-device",
        "sk-msg",
        "raw-tracepoint",
        "cgroup-sock-addr",
        "lwt-seg6local",
        "lirc-mode2",
        "sk-reuseport",
        "flow-dissector",
        "cgroup-sysctl",
        "raw-tracepoint-writable",
        "cgroup-sockopt",
        "tracing",
        "struct-ops",
        "ext",
        "lsm",
        "sk-lookup",
        "syscall",
        "netfilter"
    };

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment attributes = arena.allocate(16, 8);
    private final MemorySegment info = arena.allocate(INFO_BYTES, 8);
    private Map<Integer, Code> known = new LinkedHashMap<>();
    private boolean first = true;

    private BpfPrograms() {}

    /**
     * The list of programs.
     *
     * @throws Refused without the right, or where the kernel has none
     */
    static BpfPrograms open() throws Refused {
        BpfPrograms programs = new BpfPrograms();
        int next = programs.next(0);
        if (next < 0 && next != -LibC.ENOENT) {
            ReasonCode reason = next == -LibC.EPERM ? ReasonCode.NO_RIGHT : ReasonCode.NOT_SUPPORTED;
            throw new Refused(reason, "bpf errno " + -next);
        }
        return programs;
    }

    /** Tells those that came or went since the last time; the first time none, since nothing is known before. */
    void changes(Consumer<Code> each) {
        Map<Integer, Code> now = new LinkedHashMap<>();
        for (int id = next(0); id > 0 && now.size() < MOST; id = next(id)) {
            Code code = known.get(id);
            if (code == null) {
                code = code(id).orElse(new Code(KernelCodeKind.BPF, true, "", ""));
                if (!first) {
                    each.accept(code);
                }
            }
            now.put(id, code);
        }
        if (!first) {
            known.forEach((id, code) -> {
                if (!now.containsKey(id)) {
                    each.accept(new Code(code.kind(), false, code.name(), code.detail()));
                }
            });
        }
        known = now;
        first = false;
    }

    /** The id that follows this one, or the negative errno: ENOENT behind the last. */
    private int next(int id) {
        attributes.fill((byte) 0);
        attributes.set(JAVA_INT, 0, id);
        int result = SystemCalls.bpf(PROG_GET_NEXT_ID, attributes);
        return result < 0 ? result : attributes.get(JAVA_INT, 4);
    }

    private Optional<Code> code(int id) {
        attributes.fill((byte) 0);
        attributes.set(JAVA_INT, 0, id);
        int fd = SystemCalls.bpf(PROG_GET_FD_BY_ID, attributes);
        if (fd < 0) {
            return Optional.empty();
        }
        try {
            info.fill((byte) 0);
            attributes.fill((byte) 0);
            attributes.set(JAVA_INT, 0, fd);
            attributes.set(JAVA_INT, 4, INFO_BYTES);
            attributes.set(ADDRESS, 8, info);
            if (SystemCalls.bpf(OBJ_GET_INFO_BY_FD, attributes) < 0) {
                return Optional.empty();
            }
            int type = info.get(JAVA_INT, 0);
            String kind = type >= 0 && type < TYPES.length ? TYPES[type] : "type " + type;
            String tag = HexFormat.of().formatHex(info.asSlice(TAG, TAG_BYTES).toArray(JAVA_BYTE));
            byte[] name = info.asSlice(NAME, NAME_BYTES).toArray(JAVA_BYTE);
            int end = 0;
            while (end < name.length && name[end] != 0) {
                end++;
            }
            return Optional.of(new Code(
                    KernelCodeKind.BPF, true, new String(name, 0, end, StandardCharsets.ISO_8859_1), kind + " " + tag));
        } finally {
            SystemCalls.close(fd);
        }
    }
}
