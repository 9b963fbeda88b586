package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.ProxySetup;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.SystemProxies;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The proxy that stands in the environment, as curl(1) and others read it: {@code https_proxy} or {@code HTTPS_PROXY}, else {@code all_proxy};
 * {@code no_proxy} names what is reached without. Scripts (PAC, WPAD) are not evaluated: the engine for that would run what anybody on the
 * network says, as root.
 *
 * @param environment names and values
 */
public record EnvironmentProxies(Map<String, String> environment) implements SystemProxies {
    public EnvironmentProxies {
        environment = Map.copyOf(environment);
    }

    @Override
    public Reading<ProxySetup> setup() {
        String proxies = first("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY");
        return Reading.found(
                proxies.isEmpty()
                        ? ProxySetup.NONE
                        : new ProxySetup(proxies, bypass(first("no_proxy", "NO_PROXY")), Optional.empty(), false));
    }

    /** {@code mairie.example} is that name and all below it there. */
    private static String bypass(String names) {
        return Arrays.stream(names.split("[,\\s]+", -1))
                .filter(name -> !name.isEmpty())
                .map(name -> name.startsWith(".") ? name.substring(1) : name)
                .map(name -> name.equals("*") ? name : name + ";*." + name)
                .collect(Collectors.joining(";"));
    }

    @Override
    public Reading<String> ask(Optional<String> script, String address) {
        return script.isEmpty()
                ? Reading.absent()
                : Reading.refused(ReasonCode.NOT_SUPPORTED, SourceText.detail("proxy-script-linux", script.get()));
    }

    private String first(String... names) {
        return Arrays.stream(names)
                .map(name -> environment.getOrDefault(name, "").strip())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Without the values, which may hold a password. */
    @Override
    public String toString() {
        return "EnvironmentProxies";
    }
}
