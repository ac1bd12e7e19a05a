"""What tests share: builders, fakes and the fixed clock."""
