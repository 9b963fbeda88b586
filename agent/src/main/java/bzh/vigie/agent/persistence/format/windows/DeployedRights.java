package bzh.vigie.agent.persistence.format.windows;

import bzh.vigie.agent.persistence.format.BytesFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.windows.account.AccountRights;
import bzh.vigie.agent.windows.policy.SecurityTemplate;
import bzh.vigie.agent.windows.policy.SecurityTemplate.Setting;
import bzh.vigie.agent.windows.security.MachineGroups;
import bzh.vigie.agent.windows.security.Principals;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.agent.windows.xml.WindowsText;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ItemFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What a domain's policy sets of its machines' security: rights, groups, registry values, services and rules for accounts of a {@code
 * GptTmpl.inf}, and what is audited by an {@code audit.csv} (MS-GPAC 2.2). A right with which one has a machine is told as that, unless
 * Windows gives it to the same accounts by itself.
 */
public final class DeployedRights implements BytesFormat {
    private static final int MOST_LINES = 5_000;
    private static final int MOST_LINE = 2_000;

    private final Sid domain;

    /** @param domain whose policy it is: a number such as 512 means its administrators, and nobody of another */
    public DeployedRights(Sid domain) {
        this.domain = domain;
    }

    @Override
    public Parsed parse(SourceFile file, byte[] bytes) {
        return file.name().toLowerCase(Locale.ROOT).endsWith(".csv") ? audit(bytes) : template(bytes);
    }

    private Parsed template(byte[] bytes) {
        SecurityTemplate template = SecurityTemplate.parse(bytes);
        List<Draft> drafts = new ArrayList<>();
        for (Setting setting : template.settings()) {
            String name = ItemFields.word(setting.kind()) + " " + setting.name();
            Draft draft = Draft.of(name, shown(setting), new Run.Nothing());
            drafts.add(
                    switch (setting.kind()) {
                        case RIGHT -> right(setting, draft);
                        case GROUP -> draft.with(Trait.SUPERUSER, givesMachine(setting));
                        case REGISTRY, SERVICE, SECURITY, ACCOUNT -> draft;
                    });
        }
        return Parsed.of(drafts, template.malformed());
    }

    private Draft right(Setting setting, Draft draft) {
        boolean gives = false;
        boolean isUsual = true;
        for (String one : trustees(setting.value())) {
            Optional<Sid> sid = sid(one);
            if (sid.isEmpty()) {
                // A name: whoever it means, it is nobody that Windows itself gives something to.
                gives |= AccountRights.isPowerful(setting.name());
                isUsual = false;
                continue;
            }
            AccountRights rights = new AccountRights(sid.get(), Set.of(setting.name()), 0);
            boolean usual = rights.unusual().isEmpty() || isHolder(sid.get());
            gives |= !usual && AccountRights.isPowerful(setting.name());
            isUsual &= usual;
        }
        return draft.made(isUsual && AccountRights.isPowerful(setting.name())).with(Trait.SUPERUSER, gives);
    }

    /** Members of a group that has the machine, or membership of one for another group. */
    private boolean givesMachine(Setting setting) {
        String name = setting.name().toLowerCase(Locale.ROOT);
        boolean members = name.endsWith("__members")
                && isPowerful(setting.name().substring(0, name.length() - "__members".length()));
        boolean memberOf = name.endsWith("__memberof")
                && trustees(setting.value()).stream().anyMatch(DeployedRights::isPowerful);
        return memberOf
                || (members
                        && trustees(setting.value()).stream()
                                .anyMatch(one -> sid(one).filter(this::isHolder).isEmpty()));
    }

    private boolean isHolder(Sid sid) {
        return Principals.isAdministrative(sid)
                && (!sid.isOfDomain() || sid.domain().equals(domain));
    }

    private static boolean isPowerful(String written) {
        return sid(written).map(MachineGroups::isPowerful).orElseGet(() -> MachineGroups.isCalledLikeOne(written));
    }

    private static List<String> trustees(String value) {
        return Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .toList();
    }

    private static Optional<Sid> sid(String written) {
        return written.startsWith("*") ? Sid.parse(written.substring(1)) : Optional.empty();
    }

    private static String shown(Setting setting) {
        return switch (setting.kind()) {
            case RIGHT, GROUP ->
                String.join(
                        ", ",
                        trustees(setting.value()).stream()
                                .map(one -> sid(one).map(Principals::shown).orElse(one))
                                .toList());
            case REGISTRY, SERVICE, SECURITY, ACCOUNT -> setting.value();
        };
    }

    /** Machine, target, subcategory, its GUID, setting and so on, after a line that names them. */
    private static Parsed audit(byte[] bytes) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        boolean first = true;
        for (String raw : (Iterable<String>) WindowsText.of(bytes).lines()::iterator) {
            if (drafts.size() >= MOST_LINES) {
                return Parsed.of(drafts, malformed + 1);
            }
            String line = raw.strip();
            String[] fields = line.length() > MOST_LINE ? new String[0] : line.split(",", -1);
            boolean isTitle = first && line.toLowerCase(Locale.ROOT).startsWith("machine name");
            first = false;
            if (line.isEmpty() || isTitle) {
                continue;
            }
            if (fields.length < 5 || fields[2].isBlank()) {
                malformed++;
            } else {
                drafts.add(Draft.of("audit " + fields[2].strip(), fields[4].strip(), new Run.Nothing()));
            }
        }
        return Parsed.of(drafts, malformed);
    }
}
