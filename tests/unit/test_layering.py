"""Who may import whom inside the package: the table of CONTRIBUTING.md, read off the imports."""

import ast
import subprocess
import sys

import pytest

from chapters import ROOT

MAY_IMPORT = {
    "vaeedu": set(),
    "vaeedu.closed_forms": {"numpy"},
    "vaeedu.derivations": {"sympy", "vaeedu.derivations"},
    "vaeedu.derivations.notation": {"sympy"},
    "vaeedu.derivations.verification": {"sympy", "mpmath"},
    "vaeedu.claims": set(),
    "vaeedu.exercises": {"numpy", "vaeedu.closed_forms"},
    "vaeedu.plotting": {"numpy", "matplotlib", "matplotlib_inline", "PIL", "vaeedu.closed_forms"},
    "vaeedu.data": {"vaeedu.data"},
    "vaeedu.data.dataset": {"torch", "jaxtyping"},
    "vaeedu.data.download": {"filelock", "tqdm"},
    "vaeedu.data.images": {"numpy", "torch", "sklearn", "scipy", "vaeedu.data.dataset", "vaeedu.data.download"},
    "vaeedu.data.synthetic": {"torch", "jaxtyping", "vaeedu.data.dataset"},
    "vaeedu.distributions": {"torch", "jaxtyping"},
    "vaeedu.networks": {"torch", "jaxtyping"},
    "vaeedu.models": {"torch", "jaxtyping", "vaeedu.distributions", "vaeedu.networks"},
    "vaeedu.objectives": {"torch", "jaxtyping", "vaeedu.models"},
    "vaeedu.divergences": {"torch", "jaxtyping"},
    "vaeedu.training": {"torch", "jaxtyping", "tqdm", "vaeedu.data"},
    "vaeedu.evaluation": {"torch", "jaxtyping", "vaeedu.data", "vaeedu.models", "vaeedu.objectives"},
    "vaeedu.zoo": {"torch", "safetensors", "vaeedu.claims"}
    | {f"vaeedu.{name}" for name in ("data", "distributions", "evaluation", "models", "networks", "objectives", "training")},
    "vaeedu.widgets": {"vaeedu.widgets"},
    "vaeedu.widgets.base": {"anywidget"},
    "vaeedu.widgets.epsilon_cloud": {"numpy", "traitlets", "vaeedu.closed_forms", "vaeedu.plotting", "vaeedu.widgets.base"},
    "vaeedu.widgets.gaussian_kl": {"traitlets", "vaeedu.closed_forms", "vaeedu.plotting", "vaeedu.widgets.base"},
    "vaeedu.widgets.elbo": {"traitlets", "vaeedu.closed_forms", "vaeedu.plotting", "vaeedu.widgets.base"},
    "vaeedu.widgets.latent_explorer": {"numpy", "traitlets", "vaeedu.closed_forms", "vaeedu.plotting", "vaeedu.widgets.base"},
    "vaeedu.widgets.linear_vae": {"traitlets", "vaeedu.closed_forms", "vaeedu.plotting", "vaeedu.widgets.base"},
    "vaeedu.widgets.noisy_channel": {"traitlets", "vaeedu.closed_forms", "vaeedu.plotting", "vaeedu.widgets.base"},
    "vaeedu.widgets.optimal_discriminator": {"traitlets", "vaeedu.closed_forms", "vaeedu.plotting", "vaeedu.widgets.base"},
}
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "vaeedu").rglob("*.py"))
}


def imports(path):
    """The modules a file imports: the book's own in full, others by their top-level name, the standard library left out."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{a.name}" if f"{node.module}.{a.name}" in FILES else node.module for a in node.names}
    found = {name if name.startswith("vaeedu") else name.partition(".")[0] for name in found}
    return found - set(sys.stdlib_module_names)


def test_every_module_is_in_the_table():
    assert FILES.keys() == MAY_IMPORT.keys()


@pytest.mark.parametrize("module", FILES)
def test_a_module_imports_only_what_it_may(module):
    allowed = MAY_IMPORT[module]
    extra = {name for name in imports(FILES[module]) if not any(name == a or name.startswith(a + ".") for a in allowed)}
    assert not extra, f"{module} imports {extra}; it may import {allowed or 'nothing'}"


@pytest.mark.parametrize("module", ["vaeedu", "vaeedu.closed_forms", "vaeedu.derivations", "vaeedu.claims", "vaeedu.widgets"])
def test_nothing_that_the_site_needs_pulls_in_torch(module):
    subprocess.run([sys.executable, "-c", f"import {module}, sys; assert 'torch' not in sys.modules"], check=True)
