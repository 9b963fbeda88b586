package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.persistence.format.WindowsRun;
import bzh.vigie.agent.persistence.format.registry.Commands;
import bzh.vigie.agent.persistence.format.server.RemoteAccess.Instance;
import bzh.vigie.agent.persistence.format.server.RemoteAccess.Pair;
import bzh.vigie.agent.persistence.format.tree.JsonText;
import bzh.vigie.agent.persistence.format.tree.Leaves.Leaf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Windows service of a tunnel or remote-access tool, by the instance that its command line names: ScreenConnect's relay and key,
 * cloudflared's account and tunnel, the far end of ssh and plink. Services of anything else are passed over.
 */
public final class RemoteService implements KeyFormat {
    /** {@code --name value}, {@code --name=value}, {@code -n value}. */
    private static final Pattern OPTION =
            Pattern.compile("(?:^|\\s)--?([A-Za-z][\\w.-]{0,40})(?:=|\\s{1,4})\"?([^\\s\"-][^\\s\"]{0,2000})\"?");

    private static final int MAX_LINE = 8_192;

    @Override
    public Parsed parse(SourceKey key) {
        String line = key.text("ImagePath").orElse("");
        String looked = line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE);
        for (Product product : Product.all()) {
            boolean fits = product.services()
                    .filter(p ->
                            p.matcher(key.name()).find() || p.matcher(looked).find())
                    .isPresent();
            if (fits) {
                return Parsed.of(List.of(draft(product, key, looked)), 0);
            }
        }
        return Parsed.of(List.of(), 0);
    }

    private static Draft draft(Product product, SourceKey key, String line) {
        Optional<Instance> instance = RemoteAccess.instance(product, key.name(), settings(product, line));
        String name = instance.map(Instance::name).orElse(product.title() + " " + key.name());
        String value = instance.map(Instance::value).orElse("");
        return Commands.of(name, value, new WindowsRun.Command(line, false)).enabled(!key.is("Start", 4));
    }

    private static List<Pair> settings(Product product, String line) {
        List<Pair> pairs = new ArrayList<>();
        RemoteAccess.query(line, pairs);
        Matcher option = OPTION.matcher(line);
        while (option.find()) {
            String name = option.group(1);
            String value = option.group(2);
            List<Pair> inside = product.is("cloudflared") && name.equals("token") ? token(value) : List.of();
            if (inside.isEmpty()) {
                pairs.add(RemoteAccess.pair(name, value));
            } else {
                pairs.addAll(inside);
            }
        }
        return pairs;
    }

    /** A token of cloudflared: JSON in Base64 with account, tunnel and secret. */
    private static List<Pair> token(String text) {
        try {
            String json = new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
            List<Pair> pairs = new ArrayList<>();
            for (Leaf leaf : JsonText.parse(json).all()) {
                pairs.add(RemoteAccess.pair(leaf.key(), leaf.value()));
            }
            return pairs;
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }
}
