package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.Running;
import bzh.vigie.agent.host.SocketRow;
import bzh.vigie.agent.host.Sockets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;

/** This machine asked by kill(2) with signal 0, which does nothing but look, and by sock_diag(7). */
public final class LinuxRunning implements Running {
    @Override
    public void existing(int upTo, IntConsumer each) {
        for (int pid = 1; pid <= upTo; pid++) {
            int result = SystemCalls.signal(pid, 0);
            if (result == 0 || result == -LibC.EPERM) {
                each.accept(pid);
            }
        }
    }

    @Override
    public Set<String> portsByNetlink() throws Refused {
        try (Sockets sockets = LinuxSockets.open()) {
            return ports(sockets);
        }
    }

    @Override
    public Set<String> portsByFiles() throws Refused {
        try (Sockets sockets = new ProcNetSockets(Path.of("/proc/net"))) {
            return ports(sockets);
        }
    }

    private static Set<String> ports(Sockets sockets) throws Refused {
        Set<String> ports = new TreeSet<>();
        sockets.list(row -> {
            if (row.isListener()) {
                ports.add(port(row));
            }
        });
        return ports;
    }

    private static String port(SocketRow row) {
        return row.transport().name().toLowerCase(Locale.ROOT) + " "
                + row.local().address().getHostAddress() + ":" + row.local().port();
    }
}
