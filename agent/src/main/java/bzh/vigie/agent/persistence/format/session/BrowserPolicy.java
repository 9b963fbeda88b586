package bzh.vigie.agent.persistence.format.session;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.tree.JsonText;
import bzh.vigie.agent.persistence.format.tree.Leaves;
import bzh.vigie.agent.persistence.format.tree.Leaves.Leaf;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the machine forces on every browser: policies that install extensions, load code or lead traffic elsewhere (Chromium's and
 * Firefox' policies in JSON), extensions that a program adds by a file of its own, and the programs that extensions may start
 * (native messaging hosts), which are the target.
 */
public final class BrowserPolicy implements Format {
    private static final Pattern TOLD = Pattern.compile(
            "(?i).*(?:extension|native|proxy|certificat|startup|homepage|updateurl|script|command|appname|websearch|searchprovider|dns).*");
    private static final int SHOWN = 500;

    @Override
    public Parsed parse(SourceFile file) {
        Leaves json = JsonText.parse(file.text());
        List<Draft> drafts = new ArrayList<>();
        String path = json.value("/path").orElse("");
        String update = json.value("/external_update_url").orElse("");
        String crx = json.value("/external_crx").orElse("");
        if (path.startsWith("/") && !json.value("/name").orElse("").isEmpty()) {
            String allowed = String.join(" ", json.values("/allowed_origins"))
                    + String.join(" ", json.values("/allowed_extensions"));
            drafts.add(Draft.of(json.value("/name").orElse(""), path + " for " + allowed, new Run.Path(path)));
        } else if (!update.isEmpty() || !crx.isEmpty()) {
            String id = file.name().replaceFirst("\\.json$", "");
            drafts.add(Draft.of(id, update + crx, crx.startsWith("/") ? new Run.Path(crx) : new Run.Nothing()));
        } else {
            for (Leaf leaf : json.all()) {
                String name =
                        leaf.path().isEmpty() ? "" : leaf.path().substring(1).replace("~1", "/");
                if (TOLD.matcher(name).matches()) {
                    String value = leaf.value();
                    drafts.add(Draft.of(
                            name,
                            value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…",
                            new Run.Nothing()));
                }
            }
        }
        return Parsed.of(drafts, json.malformed());
    }
}
