package bzh.vigie.collector.console.administration;

import bzh.vigie.collector.store.Audit;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.People.ApiToken;
import bzh.vigie.collector.store.People.Person;
import java.util.LinkedHashMap;
import java.util.Map;

/** People, tokens, agents and the audit log for programs: nothing by which somebody proves themselves. Pure. */
final class AdministrationJson {
    private AdministrationJson() {}

    private static Map<String, Object> of(Person person) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("person", person.name());
        told.put("role", person.role());
        told.put("communes", AdministrationPage.Model.communes(person.communes()));
        told.put("disabled", person.disabled());
        told.put("created", person.created());
        return told;
    }

    private static Map<String, Object> of(ApiToken token) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("token", token.id());
        told.put("label", token.label());
        told.put("maker", token.maker());
        told.put("role", token.role());
        told.put("communes", AdministrationPage.Model.communes(token.communes()));
        told.put("created", token.created());
        told.put("expires", token.expires());
        told.put("revoked", token.revoked());
        return told;
    }

    static Map<String, Object> of(AdministrationPage.Model model) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("items", model.people().stream().map(AdministrationJson::of).toList());
        all.put("tokens", model.tokens().stream().map(AdministrationJson::of).toList());
        return all;
    }

    private static Map<String, Object> of(Audit.Entry entry) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("number", entry.number());
        told.put("time", entry.time());
        told.put("author", entry.author().name());
        told.put("reason", entry.author().reason());
        told.put("action", entry.action());
        told.put("subject", entry.subject());
        told.put("hash", entry.hash());
        return told;
    }

    static Map<String, Object> of(AuditPage.Log log) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("items", log.entries().stream().map(AdministrationJson::of).toList());
        all.put("next", log.next());
        all.put("in_part", log.inPart());
        return all;
    }

    private static Map<String, Object> of(Host host) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("host", host.id().text());
        told.put("hostname", host.hostname());
        told.put("commune", host.commune().insee());
        told.put("state", host.state());
        told.put("version", host.version());
        told.put("enrolled", host.enrolled());
        told.put("certificate_expires", host.certificateExpires());
        told.put("public_key", host.publicKey().hex());
        return told;
    }

    static Map<String, Object> of(AgentsPage.Model model) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("waiting", model.waiting().stream().map(AdministrationJson::of).toList());
        // Those beyond are among the items of this state.
        all.put("waiting_more", model.more());
        all.put("items", model.hosts().stream().map(AdministrationJson::of).toList());
        all.put("next", model.next());
        return all;
    }
}
