from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('certificates', '0005_statements'),
    ]

    operations = [
        ValidateConstraint(
            model_name='certificate',
            name='certificates_certificate_a_statement_says_whose_and_for_when',
        ),
    ]
