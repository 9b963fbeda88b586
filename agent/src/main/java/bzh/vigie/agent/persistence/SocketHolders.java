package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Entry;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which program holds which socket, from the links in {@code /proc/PID/fd} (proc_pid_fd(5)). Gone through once, when first
 * asked. Used by one thread.
 */
final class SocketHolders {
    private static final HostPath PROC = HostPath.of("/proc");
    private static final String SOCKET = "socket:[";
    private static final int MAX_SOCKETS = 65_536;

    private final Files files;
    private Optional<Map<Long, HostPath>> processes = Optional.empty();

    SocketHolders(Files files) {
        this.files = files;
    }

    void forget() {
        processes = Optional.empty();
    }

    /** The path of the program of the process that holds the socket with that inode; of several, of one. */
    Optional<String> image(long inode) {
        if (processes.isEmpty()) {
            processes = Optional.of(read());
        }
        return Optional.ofNullable(processes.get().get(inode))
                .flatMap(process -> files.link(process.child("exe")).ifFound())
                .map(HostText::escaped);
    }

    private Map<Long, HostPath> read() {
        Map<Long, HostPath> found = new HashMap<>();
        for (Entry process : files.list(PROC).ifFound().orElse(List.of())) {
            if (process.path().nameText().matches("\\d{1,9}")) {
                for (Entry fd : files.list(process.path().child("fd")).ifFound().orElse(List.of())) {
                    if (found.size() < MAX_SOCKETS) {
                        files.link(fd.path())
                                .ifFound()
                                .flatMap(SocketHolders::inode)
                                .ifPresent(inode -> found.putIfAbsent(inode, process.path()));
                    }
                }
            }
        }
        return found;
    }

    private static Optional<Long> inode(byte[] link) {
        String text = HostText.escaped(link);
        return text.startsWith(SOCKET) && text.matches("socket:\\[\\d{1,18}]")
                ? Optional.of(Long.parseLong(text.substring(SOCKET.length(), text.length() - 1)))
                : Optional.empty();
    }
}
