package bzh.vigie.installers;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that names its proxy by itself (WPAD): a name server of its own, a web server called wpad, and the Windows that Wine plays. */
final class ProxyDiscoveryTest {
    /** With a network, a name and a name server that are this script's alone. Wine finds no name in {@code /etc/hosts} for this. */
    private static final String SCRIPT = """
            set -eu
            cd "$1"; shift
            hostname pc01.mairie.example
            ip link set lo up
            ip link add own0 type veth peer name peer0
            ip addr add 192.0.2.5/24 dev own0
            ip link set own0 up; ip link set peer0 up
            echo 'nameserver 127.0.0.1' > resolv.conf
            mount --bind resolv.conf /etc/resolv.conf
            dnsmasq --keep-in-foreground --no-resolv --no-hosts --user=root --pid-file= --listen-address=127.0.0.1 --bind-interfaces \
                --local=/mairie.example/ --address=/wpad.mairie.example/192.0.2.5 & names=$!
            (cd served && exec "$java_home/bin/jwebserver" --bind-address 192.0.2.5 --port 80 --directory "$PWD") & web=$!
            trap 'kill $names $web; wait' EXIT
            wine reg add 'HKLM\\System\\CurrentControlSet\\Services\\Tcpip\\Parameters' /v Domain /d mairie.example /f
            "$@"
            wineserver --kill; wineserver --wait
            """;

    @TempDir
    Path folder;

    @Test
    void theScriptThatTheNetworkNamesIsFetchedAndAsked() throws IOException, InterruptedException {
        assumeTrue(Commands.works("dnsmasq", "--version"), "skipped: dnsmasq is not installed");
        assumeTrue(
                Commands.works(
                        "unshare", "-u", "-m", "-n", "ip", "link", "add", "a0", "type", "veth", "peer", "name", "b0"),
                "skipped: namespaces and pairs of cards need root");
        Wine windows = Wine.fresh(folder);
        Path served = Files.createDirectory(folder.resolve("served"));
        Files.writeString(
                served.resolve("wpad.dat"),
                "function FindProxyForURL(url, host) { return host == 'direct.example' ? 'DIRECT' : 'PROXY 10.9.8.7:3128'; }\n");
        Path script = Files.writeString(folder.resolve("script"), SCRIPT);
        List<String> words = new ArrayList<>(List.of(
                "env",
                "java_home=" + System.getProperty("java.home"),
                "unshare",
                "-u",
                "-m",
                "-n",
                "bash",
                script.toString(),
                folder.toString()));
        words.addAll(Wine.javaWords(
                "bzh.vigie.agent.host.windows.ProxyProbe",
                "WPAD",
                "https://vigie.example/",
                "WPAD",
                "https://direct.example/"));
        String said =
                windows.run(words.toArray(String[]::new)).orFail("the probe").said();
        assertTrue(said.contains("discovers true"), said);
        assertTrue(said.contains("WPAD Found[value=10.9.8.7:3128]"), said);
        assertTrue(said.contains("WPAD Absent[]"), said);
    }
}
