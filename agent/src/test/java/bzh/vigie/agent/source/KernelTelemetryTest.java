package bzh.vigie.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bzh.vigie.agent.OutsideProgram;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.linux.LinuxKernelNotices;
import bzh.vigie.agent.host.linux.LinuxProcesses;
import bzh.vigie.agent.host.linux.LinuxSockets;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event.DnsAnswer;
import bzh.vigie.event.Event.KernelCode;
import bzh.vigie.event.Event.KernelCodeKind;
import bzh.vigie.event.Event.ProcessAccess;
import bzh.vigie.event.Event.SourceState;
import bzh.vigie.event.Observed;
import bzh.vigie.event.WatchState;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel of this machine tells of traced processes, eBPF programs and names that were asked for. */
@Timeout(180)
final class KernelTelemetryTest {
    private static final String PYTHON = "/usr/bin/python3";
    private static final String DNSMASQ = "/usr/sbin/dnsmasq";

    /** Loads a socket filter of two instructions that lets nothing through, by bpf(2), and waits until its input ends. */
    private static final String LOADER = """
        import ctypes, platform, struct, sys
        libc = ctypes.CDLL(None, use_errno=True)
        code = ctypes.create_string_buffer(struct.pack('<BBhiBBhi', 0xb7, 0, 0, 0, 0x95, 0, 0, 0))
        licence = ctypes.create_string_buffer(b'GPL')
        attributes = struct.pack('<IIQQIIQII16s', 1, 2, ctypes.addressof(code), ctypes.addressof(licence),
                                 0, 0, 0, 0, 0, b'temoin')
        number = 280 if platform.machine() == 'aarch64' else 321
        fd = libc.syscall(number, 5, ctypes.create_string_buffer(attributes, 128), len(attributes))
        print('loaded' if fd >= 0 else 'refused %d' % ctypes.get_errno(), flush=True)
        sys.stdin.read()
        """;

    /** Traces a child of its own by ptrace(2), PTRACE_ATTACH and PTRACE_DETACH. */
    private static final String TRACER = """
        import ctypes, os, subprocess
        libc = ctypes.CDLL(None, use_errno=True)
        child = subprocess.Popen(['/bin/sleep', '60'])
        libc.ptrace(16, child.pid, None, None)
        os.waitpid(child.pid, 0)
        libc.ptrace(17, child.pid, None, None)
        print(child.pid, flush=True)
        child.kill()
        """;

    /** Asks for a name as RFC 1035 section 4 has it. */
    private static final String ASKER = """
        import socket, struct, sys
        name = b''.join(bytes([len(p)]) + p.encode() for p in sys.argv[1].split('.')) + b'\\0'
        question = struct.pack('>HHHHHH', 7, 0x100, 1, 0, 0, 0) + name + struct.pack('>HH', int(sys.argv[2]), 1)
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.settimeout(60)
        s.sendto(question, ('127.53.7.1', 53))
        print('answered' if s.recv(4096)[:2] == question[:2] else 'not answered')
        """;

    @TempDir
    Path state;

    private static void assumeRoot() {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root is told by the kernel");
    }

    @Test
    void anEbpfProgramIsToldAsItComesAndGoes() throws Exception {
        assumeRoot();
        OutsideProgram.assumeInstalled(PYTHON);
        Collected collected = new Collected();
        try (KernelSource source = new KernelSource(collected, Collected.CLOCK, state, LinuxKernelNotices::open)) {
            source.start();
            SourceState opened = collected.expect(SourceState.class, e -> true);
            assumeTrue(opened.state() == WatchState.LIVE, opened.detail());
            Process loader = new ProcessBuilder(PYTHON, "-c", LOADER)
                    .redirectErrorStream(true)
                    .start();
            assertEquals("loaded", loader.inputReader().readLine());
            KernelCode loaded = collected.expect(KernelCode.class, e -> e.name().equals("temoin"));
            assertEquals(KernelCodeKind.BPF, loaded.kind());
            assertTrue(loaded.loaded() && loaded.detail().startsWith("socket-filter "), loaded::toString);
            loader.getOutputStream().close();
            collected.expect(KernelCode.class, e -> e.name().equals("temoin") && !e.loaded());
        }
    }

    @Test
    void whoTracesAnotherProcessIsTold() throws Exception {
        assumeRoot();
        OutsideProgram.assumeInstalled(PYTHON);
        try {
            new LinuxProcesses().notices().close();
        } catch (Refused e) {
            assumeTrue(false, "no right to listen to the process connector here");
        }
        Collected collected = new Collected();
        try (ProcessSource source = new ProcessSource(
                WatchedSystem.LINUX,
                collected,
                Collected.CLOCK,
                new LinuxProcesses(),
                new ProcessWorker.Extras(
                        uid -> new Account(uid, ""),
                        path -> Observed.known(""),
                        state,
                        Optional.empty(),
                        Optional.empty()))) {
            source.start();
            collected.expect(SourceState.class, e -> e.state() == WatchState.LIVE);
            Process tracer = new ProcessBuilder(PYTHON, "-c", TRACER)
                    .redirectErrorStream(true)
                    .start();
            int target = Integer.parseInt(tracer.inputReader().readLine());
            ProcessAccess told = collected.expect(
                    ProcessAccess.class,
                    e -> e.target().ifKnown().filter(key -> key.pid() == target).isPresent());
            assertEquals(
                    (int) tracer.pid(), told.process().ifKnown().orElseThrow().pid());
            assertTrue(told.image().ifKnown().orElse("").contains("python"), told::toString);
            assertTrue(told.targetImage().ifKnown().isPresent(), told::toString);
        }
    }

    /** dnsmasq of the system answers. */
    @Test
    void answersToDnsQueriesAreTold() throws Exception {
        assumeRoot();
        OutsideProgram.assumeInstalled(DNSMASQ, PYTHON);
        Process server = new ProcessBuilder(
                        DNSMASQ,
                        "--keep-in-foreground",
                        "--conf-file=/dev/null",
                        "--pid-file",
                        "--no-resolv",
                        "--no-hosts",
                        "--bind-interfaces",
                        "--listen-address=127.53.7.1",
                        "--user=root",
                        "--log-facility=-",
                        "--address=/temoin.bzh.example/198.51.100.7",
                        "--address=/temoin.bzh.example/2001:db8::7",
                        "--txt-record=texte.bzh.example,bonjour")
                .redirectErrorStream(true)
                .redirectOutput(state.resolve("dnsmasq.log").toFile())
                .start();
        Collected collected = new Collected();
        try (NetworkSource source = new NetworkSource(
                WatchedSystem.LINUX,
                collected,
                Collected.CLOCK,
                state,
                NetworkSource.EVERY,
                LinuxSockets::open,
                LinuxSockets::open)) {
            source.start();
            collected.expect(SourceState.class, e -> e.state() == WatchState.LIVE);
            awaitServer(server);
            ask("temoin.bzh.example", 1);
            ask("temoin.bzh.example", 28);
            ask("texte.bzh.example", 16);
            DnsAnswer a = collected.expect(
                    DnsAnswer.class,
                    e -> e.query().equals("temoin.bzh.example") && e.type().equals("A"));
            assertEquals(List.of("198.51.100.7"), a.answers());
            DnsAnswer aaaa = collected.expect(
                    DnsAnswer.class,
                    e -> e.query().equals("temoin.bzh.example") && e.type().equals("AAAA"));
            assertEquals(List.of("2001:db8:0:0:0:0:0:7"), aaaa.answers());
            DnsAnswer txt = collected.expect(
                    DnsAnswer.class,
                    e -> e.query().equals("texte.bzh.example") && e.type().equals("TXT"));
            assertEquals(List.of("bonjour"), txt.answers());
        } finally {
            server.destroy();
            server.onExit().join();
        }
    }

    private static void awaitServer(Process server) throws Exception {
        while (true) {
            assertTrue(server.isAlive());
            try (Socket _ = new Socket(InetAddress.ofLiteral("127.53.7.1"), 53)) {
                return;
            } catch (java.io.IOException notYet) {
                Thread.sleep(20);
            }
        }
    }

    private static void ask(String name, int type) {
        OutsideProgram.Result asked = OutsideProgram.run(PYTHON, "-c", ASKER, name, Integer.toString(type));
        assertEquals("answered", asked.text().strip());
    }
}
