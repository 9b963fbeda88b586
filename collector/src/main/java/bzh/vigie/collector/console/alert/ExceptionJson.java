package bzh.vigie.collector.console.alert;

import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Reach;
import java.util.LinkedHashMap;
import java.util.Map;

/** An exception that may be set, for programs. Pure. */
final class ExceptionJson {
    private ExceptionJson() {}

    static Map<String, Object> of(ExceptionPage.Model model) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("alert", model.alert().id());
        told.put("title", model.title());
        told.put("parts", model.chosen().stream().sorted().toList());
        told.put("of_the_alert", of(model.whole()));
        told.put("reach", of(model.reach()));
        told.put("looked", model.preview().looked());
        told.put("all", model.preview().all());
        told.put("hidden", model.preview().hidden());
        told.put("open", model.preview().open());
        told.put("spared", model.preview().spared());
        told.put("first", model.preview().first().stream().map(Alert::id).toList());
        // Sent back as "confirmed" with one of several communes.
        told.put("confirmed", model.confirming());
        return told;
    }

    private static Map<String, Object> of(Reach reach) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("rule", reach.rule());
        told.put("signer", reach.signer());
        told.put("path", reach.path());
        told.put("place", reach.place());
        told.put("account", reach.account());
        told.put("commune", reach.commune().map(commune -> commune.insee()));
        told.put("host", reach.host().map(host -> host.text()));
        return told;
    }
}
