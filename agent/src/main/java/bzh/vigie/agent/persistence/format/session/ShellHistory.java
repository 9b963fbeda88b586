package bzh.vigie.agent.persistence.format.session;

import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.List;
import java.util.regex.Pattern;

/**
 * File in which a shell keeps what was typed (bash(1), HISTORY; zsh, ksh, tcsh and fish likewise), where a link or a device stands in its place
 * so that nothing is kept. What was typed is nobody's business: such a file is never opened.
 */
public final class ShellHistory implements Format {
    private static final Pattern NOWHERE = Pattern.compile("(?:/|(?:\\.\\./)++)dev/(?:null|zero|full)");

    @Override
    public boolean concerns(Status status) {
        return status.kind() == Kind.LINK || status.kind() == Kind.OTHER;
    }

    @Override
    public boolean needsContent(SourceFile file) {
        return false;
    }

    @Override
    public Parsed parse(SourceFile file) {
        String link = file.link().orElse("");
        boolean kept = !link.isEmpty() && !NOWHERE.matcher(link).matches();
        String value = link.isEmpty() ? "device" : "link to " + link;
        return Parsed.of(kept ? List.of() : List.of(Draft.of("history off", value, new Run.Nothing())), 0);
    }
}
