package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.fuzz.FuzzTarget;
import bzh.vigie.agent.fuzz.Fuzzed;
import bzh.vigie.event.Event.Transport;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** What the kernel tells: part of it, such as command lines and names of programs, is chosen by processes. */
public final class KernelTargets {
    private KernelTargets() {}

    public static List<FuzzTarget> all() {
        return List.of(
                new FuzzTarget(
                        "proc-connector",
                        bytes -> {
                            ConnectorMessage message = new ConnectorMessage();
                            if (message.read(MemorySegment.ofArray(bytes), bytes.length) && message.isNewProcess()) {
                                int ignored = message.parent() + message.child() + message.process();
                            }
                        },
                        List.of(new byte[76])),
                new FuzzTarget(
                        "socket-diag",
                        bytes -> {
                            boolean ignored = DiagMessage.read(
                                    MemorySegment.ofArray(bytes),
                                    bytes.length,
                                    DiagMessage.TCP,
                                    row -> Fuzzed.told(row.toString()));
                        },
                        List.of(new byte[256])),
                new FuzzTarget(
                        "dns-answer",
                        bytes -> DnsMessage.answer(bytes).ifPresent(a -> Fuzzed.told(a.toString())),
                        List.of(HexFormat.of().parseHex(DnsMessageTest.ALIAS))),
                new FuzzTarget(
                        "kernel-notice",
                        bytes -> LinuxKernelNotices.module(MemorySegment.ofArray(bytes), bytes.length)
                                .ifPresent(code -> Fuzzed.told(code.toString())),
                        List.of("add@/module/dummy\0ACTION=add\0".getBytes(StandardCharsets.UTF_8))),
                new FuzzTarget(
                        "audit-status",
                        bytes -> AuditMessage.status(bytes).ifPresent(s -> Fuzzed.told(s.toString())),
                        List.of(new byte[44])),
                new FuzzTarget(
                        "proc-cmdline",
                        bytes -> ProcCmdline.parse(bytes, bytes.length, bytes.length % 2 == 0)
                                .forEach(Fuzzed::told),
                        List.of("a\0b\0".getBytes(StandardCharsets.UTF_8))),
                new FuzzTarget(
                        "proc-stat",
                        bytes -> ProcStat.parse(bytes, bytes.length).ifPresent(s -> Fuzzed.told(s.name())),
                        List.of("7 (a) b) S 1 7 7 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0"
                                .getBytes(StandardCharsets.UTF_8))),
                new FuzzTarget(
                        "proc-status",
                        bytes -> {
                            var ignored = ProcStatus.effectiveUid(bytes, bytes.length);
                        },
                        List.of("Name:\ta\nUid:\t0\t1\t2\t3\n".getBytes(StandardCharsets.UTF_8))),
                new FuzzTarget(
                        "proc-net",
                        bytes -> new String(bytes, StandardCharsets.ISO_8859_1)
                                .lines()
                                .forEach(line -> ProcNet.parse(Transport.TCP, line)
                                        .ifPresent(row -> Fuzzed.told(row.toString()))),
                        List.of(
                                "  0: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 77 1"
                                        .getBytes(StandardCharsets.UTF_8))),
                new FuzzTarget(
                        "socket-link",
                        bytes -> {
                            if (SocketLink.inode(MemorySegment.ofArray(bytes), bytes.length) < -1) {
                                throw new IllegalStateException("below nothing");
                            }
                        },
                        List.of(
                                "socket:[77]".getBytes(StandardCharsets.UTF_8),
                                "socket:[00000237023500000002370235]".getBytes(StandardCharsets.UTF_8))));
    }
}
