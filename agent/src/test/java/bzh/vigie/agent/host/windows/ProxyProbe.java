package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.ProxyAccount.Proof;
import bzh.vigie.agent.host.ProxySetup;
import bzh.vigie.agent.host.Reading;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Asks this Windows which proxies it would take, one line each: run under Wine by a test of the installers. Arguments: a script's address, an
 * address to ask it for; {@code --account HOST} asks for a first token towards a proxy there.
 */
public final class ProxyProbe {
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private ProxyProbe() {}

    public static void main(String[] arguments) {
        if (arguments[0].equals("--account")) {
            account(arguments[1]);
            return;
        }
        WindowsProxies proxies = new WindowsProxies();
        OUT.println("setup " + proxies.setup().ifFound().map(ProxyProbe::all).orElse("none"));
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            Optional<String> script = Optional.of(arguments[i]).filter(text -> !text.equals("WPAD"));
            OUT.println(arguments[i] + " " + proxies.ask(script, arguments[i + 1]));
        }
    }

    private static String all(ProxySetup setup) {
        return "'" + setup.proxies() + "' without '" + setup.bypass() + "' script " + setup.script() + " discovers "
                + setup.discovers();
    }

    private static void account(String host) {
        Reading<Proof> begun = new ComputerAccount().begin(host);
        OUT.println("account " + (begun instanceof Reading.Found ? "begun" : begun));
        begun.ifFound().ifPresent(proof -> {
            try (proof) {
                OUT.println("token "
                        + switch (proof.next(new byte[0])) {
                            case Reading.Found<byte[]> token -> shown(token.value());
                            case Reading<byte[]> other -> other.toString();
                        });
            }
        });
    }

    private static String shown(byte[] token) {
        String text = new String(token, StandardCharsets.ISO_8859_1);
        return token.length + " bytes, NTLM " + text.contains("NTLMSSP\0") + ", begins with 0x"
                + Integer.toHexString(token.length == 0 ? 0 : token[0] & 0xff);
    }
}
