package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.tree.JsonText;
import bzh.vigie.agent.persistence.format.tree.Leaves;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Accounts, groups and memberships that are no lines of passwd but records in JSON (nss-systemd(8), USER_RECORD of systemd; what
 * systemd-homed keeps): an item for each record and one for each SSH key in it. Hashes of passwords are only digested.
 */
public final class UserRecord implements Format {
    @Override
    public boolean isOfTheMachine() {
        return true;
    }

    @Override
    public Parsed parse(SourceFile file) {
        if (file.name().endsWith(".membership")) {
            // USER:GROUP.membership, empty
            return Parsed.of(List.of(Draft.of(file.name(), "member of a group", new Run.Nothing())), 0);
        }
        Leaves json = JsonText.parse(file.text());
        List<Draft> drafts = new ArrayList<>();
        String name = json.value("/userName").orElse("");
        if (!name.isEmpty()) {
            drafts.add(account(name, json));
        } else if (!json.value("/groupName").orElse("").isEmpty()) {
            String members = String.join(",", json.values("/members"));
            drafts.add(Draft.of(
                    "group " + json.value("/groupName").orElse(""),
                    "gid=%s members=%s".formatted(json.value("/gid").orElse(""), members),
                    new Run.Nothing()));
        }
        for (String at : List.of("/privileged/sshAuthorizedKeys", "/sshAuthorizedKeys")) {
            for (String line : json.values(at)) {
                PublicKey.of(line.strip())
                        .ifPresent(
                                key -> drafts.add(Draft.of("key " + key.fingerprint(), key.text(), new Run.Nothing())));
            }
        }
        List<String> hashes = new ArrayList<>(json.values("/privileged/hashedPassword"));
        hashes.addAll(json.values("/hashedPassword"));
        if (!hashes.isEmpty()) {
            drafts.add(Draft.of(
                    "password " + (name.isEmpty() ? file.name() : name),
                    hashes.stream().map(Shadow::state).collect(Collectors.joining(" ")),
                    new Run.Nothing()));
        }
        return Parsed.of(drafts, json.malformed());
    }

    private static Draft account(String name, Leaves json) {
        String shell = json.value("/shell").orElse("");
        String value = "uid=%s gid=%s home=%s shell=%s member-of=%s disposition=%s locked=%s"
                .formatted(
                        json.value("/uid").orElse(""),
                        json.value("/gid").orElse(""),
                        json.value("/homeDirectory").orElse(""),
                        shell,
                        String.join(",", json.values("/memberOf")),
                        json.value("/disposition").orElse(""),
                        json.value("/locked").orElse(""));
        return Draft.of(name, value, shell.isEmpty() ? new Run.Nothing() : new Run.Path(shell))
                .enabled(!json.value("/locked").orElse("").equals("true"))
                .with(Trait.SUPERUSER, json.value("/uid").orElse("").equals("0"));
    }
}
