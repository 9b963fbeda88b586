package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which actions there are and who may do them without asking (polkit(8), DECLARING ACTIONS): one item for each file that allows
 * something to anybody, and one for each program that pkexec starts for somebody without a password.
 */
public final class PolkitActions implements Format {
    private static final Pattern COMMENT = Pattern.compile("<!--(?:[^-]|-(?!->))*+-->");
    private static final Pattern ACTION = Pattern.compile("<action\\s+id\\s*=\\s*[\"']([^\"']{1,200})[\"']");
    private static final Pattern ALLOWS =
            Pattern.compile("<(allow_any|allow_inactive|allow_active)>\\s*(yes|auth_self\\w*)\\s*</");
    private static final Pattern PROGRAM =
            Pattern.compile("org\\.freedesktop\\.policykit\\.exec\\.path[\"']\\s*>\\s*([^<]{1,500}?)\\s*<");
    private static final int MAX_ACTIONS = 1_000;
    private static final int SHOWN = 2_000;

    @Override
    public Parsed parse(SourceFile file) {
        String text = COMMENT.matcher(file.text()).replaceAll("");
        List<Integer> starts = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        Matcher action = ACTION.matcher(text);
        while (action.find() && ids.size() < MAX_ACTIONS) {
            starts.add(action.start());
            ids.add(action.group(1));
        }
        List<Draft> drafts = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (int i = 0; i < ids.size(); i++) {
            String body = text.substring(starts.get(i), i + 1 < ids.size() ? starts.get(i + 1) : text.length());
            StringBuilder allowed = new StringBuilder();
            ALLOWS.matcher(body)
                    .results()
                    .limit(3)
                    .forEach(r ->
                            allowed.append(' ').append(r.group(1)).append('=').append(r.group(2)));
            if (allowed.isEmpty()) {
                continue;
            }
            open.append(ids.get(i)).append(allowed).append('\n');
            Matcher program = PROGRAM.matcher(body);
            if (program.find()) {
                drafts.add(Draft.of(ids.get(i), program.group(1) + allowed, new Run.Path(program.group(1)))
                        .with(Trait.SUPERUSER, allowed.indexOf("=yes") >= 0));
            }
        }
        if (!open.isEmpty()) {
            String all = open.toString().strip();
            drafts.addFirst(Draft.of(
                    file.name(), all.length() <= SHOWN ? all : all.substring(0, SHOWN) + "…", new Run.Nothing()));
        }
        return Parsed.of(drafts, ids.isEmpty() && !text.isBlank() ? 1 : 0);
    }
}
