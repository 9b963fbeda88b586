package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.format.running.HiddenByTheKernel;
import bzh.vigie.agent.persistence.format.running.HidingMounts;
import bzh.vigie.agent.persistence.format.running.PacketSockets;
import bzh.vigie.agent.persistence.format.running.Pinned;
import bzh.vigie.agent.persistence.format.running.RunningEnvironment;
import bzh.vigie.agent.persistence.format.running.RunningImage;
import java.util.List;

/** What runs now, as /proc and /sys show it. */
final class LinuxRunning {
    private LinuxRunning() {}

    static List<Location> locations() {
        return List.of(
                machine("linux.process.image", "T1564 T1620", new RunningImage(), "/proc/*/exe")
                        .mass(),
                machine("linux.process.environment", "T1574.006", new RunningEnvironment(), "/proc/*/environ")
                        .mass(),
                machine("linux.socket.packet", "T1205.002", new PacketSockets(), "/proc/net/packet")
                        .mass(),
                machine("linux.bpf.pinned", "T1205.002 T1014", new Pinned(), "/sys/fs/bpf/*", "/sys/fs/bpf/**/*"),
                machine("linux.mount.hiding", "T1564 T1014", new HidingMounts(), "/proc/self/mountinfo"),
                machine(
                        "linux.hidden",
                        "T1014 T1564.001",
                        new HiddenByTheKernel(),
                        "/sys/fs/cgroup/cgroup.procs",
                        "/sys/fs/cgroup/**/cgroup.procs",
                        "/sys/module/*/initstate",
                        "/proc/modules"));
    }
}
