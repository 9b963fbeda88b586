package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Grant;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Certificate templates (MS-CRTD): an item for what each is set to and who may ask for it, and one for each condition under which a
 * certificate of it opens more than it should, by the numbers that are usual for them (ESC1 …). Enabled where an authority offers it.
 */
public final class CertificateTemplates implements DirectoryFormat {
    @Override
    public Set<String> classes() {
        return Set.of(CertificateServices.TEMPLATE, CertificateServices.SERVICE, "msPKI-Enterprise-Oid");
    }

    @Override
    public void read(Pass pass) throws Refused {
        Map<String, List<String>> publishers = CertificateServices.publishers(pass);
        Map<String, String> groups = CertificateServices.groups(pass);
        List<String> attributes = new ArrayList<>(Template.ATTRIBUTES);
        attributes.addAll(List.of("objectClass", "whenChanged", Query.DESCRIPTOR));
        pass.ask(
                Query.below(
                        CertificateServices.base(pass),
                        "(objectClass=" + CertificateServices.TEMPLATE + ")",
                        attributes.toArray(String[]::new)),
                entry -> {
                    List<String> by = publishers.getOrDefault(entry.name().toLowerCase(Locale.ROOT), List.of());
                    new Reading(pass, entry, by, groups).tell();
                    return true;
                });
    }

    /** One template. */
    private static final class Reading {
        private final Pass pass;
        private final Entry entry;
        private final List<String> publishers;
        private final Map<String, String> groups;
        private final Template template;
        private final TemplateRights rights;

        Reading(Pass pass, Entry entry, List<String> publishers, Map<String, String> groups) throws Refused {
            this.pass = pass;
            this.entry = entry;
            this.publishers = publishers;
            this.groups = groups;
            this.template = Template.of(entry);
            this.rights = TemplateRights.of(pass, entry);
        }

        void tell() throws Refused {
            if (Template.isMore(entry)) {
                pass.tooMany(entry);
            }
            String ask = TemplateRights.names(pass, entry, rights.ask());
            pass.found(
                    entry,
                    draft(
                                    "template",
                                    template.text() + "; "
                                            + (publishers.isEmpty()
                                                    ? "not offered"
                                                    : "offered by " + String.join(", ", publishers))
                                            + "; may ask: " + (rights.isRead() ? ask : "not read") + "; automatically: "
                                            + (rights.isRead()
                                                    ? TemplateRights.names(pass, entry, rights.automatic())
                                                    : "not read"))
                            .made(rights.isRead()
                                    && rights.change().isEmpty()
                                    && StockTemplates.has(pass.defaults(), entry.dn(), template, rights.ask())));
            if (rights.isOpen() && template.isGivenAtOnce()) {
                names(ask);
                purposes(ask);
                groups(ask);
            }
            if (rights.isOpen() && template.isGivenToAgents() && template.isForLogOn()) {
                pass.found(
                        entry,
                        draft(
                                "ESC3 signed",
                                text(
                                        "who has a certificate of an enrolment agent gets one in anybody's name, and one logs on with it",
                                        ask)));
            }
            for (Grant grant : rights.change()) {
                change(grant);
            }
        }

        private void names(String ask) {
            if (template.isOfAnyName() && template.isForLogOn()) {
                grave("ESC1", "whoever asks chooses whose name it bears, and one logs on with it", ask);
            } else if (template.isOfAnyName() && template.schema() == 1) {
                grave(
                        "ESC15",
                        "whoever asks chooses whose name it bears, and, of an authority without the update, what it is"
                                + " for",
                        ask);
            }
            if (template.isUnbound() && template.isForLogOn()) {
                pass.found(
                        entry,
                        draft(
                                "ESC9",
                                text("it does not say which account it is for, but by a name that changes", ask)));
            }
        }

        private void purposes(String ask) {
            if (template.isForAnything()) {
                grave("ESC2", "it is good for anything, asking in others' names too", ask);
            } else if (template.purposes().contains(Template.AGENT)) {
                grave("ESC3", "whoever has it asks for certificates in others' names", ask);
            }
        }

        private void groups(String ask) {
            for (String policy : template.policies()) {
                Optional<String> group = Optional.ofNullable(groups.get(policy));
                if (group.isPresent() && template.isForLogOn()) {
                    grave(
                            "ESC13 " + policy,
                            "whoever logs on with it is in " + pass.domain().shown(group.get()),
                            ask);
                }
            }
        }

        private void change(Grant grant) throws Refused {
            String right = grant.right().name().toLowerCase(Locale.ROOT).replace('_', '-')
                    + grant.about().map(about -> " " + pass.names().name(about)).orElse("")
                    + (grant.isInherited() ? " from above" : "");
            pass.found(
                    entry,
                    draft(
                                    "ESC4 " + grant.trustee() + " " + right,
                                    pass.who(grant.trustee()) + " may change the template: " + right)
                            .with(Trait.SUPERUSER, true));
        }

        private void grave(String name, String what, String ask) {
            pass.found(entry, draft(name, text(what, ask)).with(Trait.SUPERUSER, true));
        }

        private static String text(String what, String ask) {
            return what + "; may ask: " + ask;
        }

        private Draft draft(String name, String value) {
            return Draft.of(name, value, new Run.Nothing()).enabled(!publishers.isEmpty());
        }
    }
}
