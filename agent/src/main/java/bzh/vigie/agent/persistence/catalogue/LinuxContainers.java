package bzh.vigie.agent.persistence.catalogue;

import static bzh.vigie.agent.persistence.catalogue.Location.home;
import static bzh.vigie.agent.persistence.catalogue.Location.machine;

import bzh.vigie.agent.persistence.format.Script;
import bzh.vigie.agent.persistence.format.server.Containers;
import bzh.vigie.agent.persistence.format.server.DockerFile;
import java.util.ArrayList;
import java.util.List;

/** Containers that start by themselves, and what their engines run. */
final class LinuxContainers {
    private LinuxContainers() {}

    static List<Location> locations() {
        return List.of(
                machine(
                        "linux.container.docker",
                        "T1543.005 T1610",
                        new DockerFile(),
                        "/var/lib/docker/containers/*/config.v2.json",
                        "/var/lib/docker/containers/*/hostconfig.json"),
                machine(
                        "linux.container.docker-daemon",
                        "T1543.005",
                        Containers.dockerDaemon(),
                        "/etc/docker/daemon.json"),
                machine(
                        "linux.container.quadlet",
                        "T1543.005 T1543.002",
                        Containers.quadlet(),
                        "/etc/containers/systemd/**/*.container",
                        "/etc/containers/systemd/**/*.kube",
                        "/etc/containers/systemd/**/*.pod",
                        "/usr/share/containers/systemd/**/*.container"),
                home(
                        "linux.container.user-quadlet",
                        "T1543.005 T1543.002",
                        Containers.quadlet(),
                        "~/.config/containers/systemd/**/*.container",
                        "~/.config/containers/systemd/**/*.kube",
                        "~/.config/containers/systemd/**/*.pod"),
                machine(
                        "linux.container.podman",
                        "T1543.005 T1610",
                        Containers.podmanStore(),
                        "/var/lib/containers/storage/*-containers/containers.json"),
                home(
                        "linux.container.user-podman",
                        "T1543.005 T1610",
                        Containers.podmanStore(),
                        "~/.local/share/containers/storage/*-containers/containers.json"),
                machine(
                        "linux.container.static-pod",
                        "T1610 T1053.007",
                        Containers.manifest(),
                        "/etc/kubernetes/manifests/*",
                        "/etc/kubelet.d/*",
                        "/var/lib/rancher/k3s/agent/pod-manifests/*",
                        "/var/lib/rancher/k3s/server/manifests/*",
                        "/var/lib/rancher/rke2/agent/pod-manifests/*",
                        "/var/lib/rancher/rke2/server/manifests/*"),
                machine(
                        "linux.container.compose",
                        "T1543.005 T1610",
                        Containers.compose(),
                        composePlaces("/opt", "/srv")),
                home("linux.container.user-compose", "T1543.005 T1610", Containers.compose(), composePlaces("~")),
                machine(
                        "linux.container.lxc",
                        "T1543.005 T1610",
                        Containers.lxc(),
                        "/var/lib/lxc/*/config",
                        "/etc/lxc/*.conf"),
                machine(
                        "linux.container.nspawn",
                        "T1543.005 T1610",
                        Containers.nspawn(),
                        "/etc/systemd/nspawn/*.nspawn",
                        "/run/systemd/nspawn/*.nspawn",
                        "/var/lib/machines/*.nspawn"),
                machine(
                        "linux.container.engine",
                        "T1543.005",
                        Containers.engine(),
                        "/etc/containerd/config.toml",
                        "/etc/containerd/conf.d/*.toml",
                        "/etc/crio/crio.conf",
                        "/etc/crio/crio.conf.d/*"),
                machine(
                        "linux.container.oci-hook",
                        "T1543.005 T1546",
                        Containers.ociHook(),
                        "/etc/containers/oci/hooks.d/*.json",
                        "/usr/share/containers/oci/hooks.d/*.json"),
                machine(
                        "linux.container.libvirt-hook",
                        "T1546",
                        new Script(),
                        "/etc/libvirt/hooks/*",
                        "/etc/libvirt/hooks/*.d/*",
                        "/usr/share/lxc/hooks/*"));
    }

    private static String[] composePlaces(String... directories) {
        List<String> places = new ArrayList<>();
        for (String directory : directories) {
            for (String depth : List.of("/", "/*/")) {
                for (String name : List.of("docker-compose*.y*ml", "compose*.y*ml")) {
                    places.add(directory + depth + name);
                }
            }
        }
        return places.toArray(String[]::new);
    }
}
