"""The contracts that are our own find what they are for."""

from grimp import ImportGraph

from tests.support.import_contracts import FeatureDoors, VendorDoors


def graph(*imports: tuple[str, str]) -> ImportGraph:
    made = ImportGraph()
    for module in ("app", "app.features", *(f"app.features.{name}" for name in ("a", "b"))):
        made.add_module(module)
    for importer, imported in imports:
        made.add_import(importer=importer, imported=imported, line_number=3, line_contents="import")
    return made


def doors() -> FeatureDoors:
    options = {"container": "app.features", "doors": ["service"]}
    return FeatureDoors("doors", session_options={}, contract_options=options)


def test_a_feature_may_use_the_service_of_another():
    assert doors().check(graph(("app.features.a.state", "app.features.b.service.rules")), verbose=False).kept


def test_a_feature_may_not_use_the_queries_of_another():
    found = doors().check(graph(("app.features.a.state", "app.features.b.queries")), verbose=False)
    assert not found.kept
    assert "app.features.b.queries" in found.metadata["broken"][0]


def test_a_vendor_is_imported_at_its_door_only():
    contract = VendorDoors("v", session_options={}, contract_options={"doors": ["vendor: app.features.a"]})
    made = graph()
    made.add_module("vendor", is_squashed=True)
    made.add_import(importer="app.features.a.client", imported="vendor", line_number=1, line_contents="")
    assert contract.check(made, verbose=False).kept
    made.add_import(importer="app.features.b.client", imported="vendor", line_number=1, line_contents="")
    assert not contract.check(made, verbose=False).kept
