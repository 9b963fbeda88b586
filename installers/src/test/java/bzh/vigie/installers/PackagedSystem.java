package bzh.vigie.installers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The Debian that runs and that the tests of packages share: booted when the first of them asks for it, emptied of our packages
 * before the next one, however the one before ended. One class at a time: they name {@link #ALONE} as their resource.
 */
final class PackagedSystem implements AutoCloseable {
    static final String ALONE = "bzh.vigie.installers.PackagedSystem";
    static final String STATUS = "/var/lib/vigie-agent/status.jsonl";
    static final String CONNECTED = "grep -q '\"connection\":\"connected\"' " + STATUS;
    static final String COMMUNE = "29019";
    static final String PAGE = "/run/vigie-agent/status.html";

    /** The collector's virtual machine, installed and not yet started, spares what a short life does not earn back; by the knob an administrator has. */
    static final String SHORT_LIVED =
            "sed -i 's/Xmx768m/& -XX:TieredStopAtLevel=1 -XX:+UseSerialGC/' /etc/default/vigie-collector\n";

    private Optional<DebianRoot> root = Optional.empty();
    private Optional<BootedSystem> booted = Optional.empty();

    /** Where it lies while it does not run, or besides. */
    synchronized DebianRoot root() throws IOException, InterruptedException {
        if (root.isEmpty()) {
            root = Optional.of(DebianRoot.open());
        }
        return root.orElseThrow();
    }

    /** As it runs, without a package of ours. */
    synchronized BootedSystem booted() throws IOException, InterruptedException {
        if (booted.isPresent()) {
            booted.get().says("""
                    systemctl stop 'vigie*' || true
                    rm -f /var/lib/dpkg/info/vigie-*.prerm
                    dpkg --purge --force-all vigie-agent vigie-collector || true
                    while umount /var/lib/vigie-agent 2>/dev/null; do :; done
                    rm -rf /var/lib/vigie-* /etc/vigie-* /etc/credstore.encrypted/vigie-* /var/cache/vigie-* /run/vigie-* /etc/default/vigie-* /root/plain /root/vigie-*
                    userdel vigie-collector || true
                    systemctl reset-failed
                    """);
        } else {
            booted = Optional.of(BootedSystem.boot(root()));
        }
        return booted.orElseThrow();
    }

    /** A port that nobody listens on. */
    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Makes the break-glass code of the commune, which its agents are given when they connect. */
    String code() throws IOException, InterruptedException {
        return value("token break-glass --commune " + COMMUNE, "code");
    }

    /** Makes a token of its collector. */
    String token(int uses) throws IOException, InterruptedException {
        return value("token create --commune " + COMMUNE + " --expires 1d --uses " + uses, "token");
    }

    private String value(String command, String key) throws IOException, InterruptedException {
        String said = collector(command);
        Matcher found = Pattern.compile("\"" + key + "\":\"([^\"]*)\"").matcher(said);
        if (!found.find()) {
            throw new IOException("no " + key + " in " + said);
        }
        return found.group(1);
    }

    /** What a command of its collector says, as JSON lines. */
    String collector(String command) throws IOException, InterruptedException {
        return booted.orElseThrow().says("vigie-collector " + command + " --format jsonl");
    }

    /** What a user without rights reads on the agent's page, and nobody else may write. */
    String page() throws IOException, InterruptedException {
        return booted.orElseThrow()
                .says("stat -c '%a %U' /run/vigie-agent " + PAGE + " && runuser -u nobody -- cat " + PAGE);
    }

    /** What stands in the agent's status: sources and locations, with their state and reason. */
    String watched(String state) throws IOException, InterruptedException {
        SortedMap<String, String> all = new TreeMap<>();
        for (String line : booted.orElseThrow()
                .says("cat " + state + "/status.jsonl")
                .lines()
                .toList()) {
            Matcher source = Pattern.compile("\"kind\":\"source\",\"source\":\"([^\"]*)\",(\"state\":.*),\"since\"")
                    .matcher(line);
            Matcher location = Pattern.compile(
                            "\"kind\":\"location\",\"location\":\"([^\"]*)\",(\"account_id\":\"[^\"]*\").*?(\"status\":\"[^\"]*\",\"reason\":\"[^\"]*\")")
                    .matcher(line);
            if (source.find()) {
                all.put("source " + source.group(1), source.group(2));
            } else if (location.find()) {
                all.put("location " + location.group(1) + " " + location.group(2), location.group(3));
            }
        }
        StringBuilder text = new StringBuilder();
        all.forEach((name, value) -> text.append(name).append(' ').append(value).append('\n'));
        return text.toString();
    }

    /** What a unit says of itself, and the agent, for a test that failed. */
    String log(String unit) {
        try {
            return booted.orElseThrow()
                    .run("systemctl status " + unit + "; journalctl --no-pager -n 60 -u " + unit + "; grep -v location "
                            + STATUS)
                    .said();
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return e.toString();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (booted.isPresent()) {
            booted.get().close();
        }
        if (root.isPresent()) {
            root.get().close();
        }
    }

    /** Gives a test the system of this run. */
    static final class OfTheRun implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == PackagedSystem.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
            return test.getRoot()
                    .getStore(ExtensionContext.Namespace.create(PackagedSystem.class))
                    .computeIfAbsent(PackagedSystem.class);
        }
    }
}
